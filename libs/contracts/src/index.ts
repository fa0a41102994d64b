export { roles, scopes, scopesOf, type Role, type Scope } from './access.js';
export { faultsOf, isMessageType, messages, type MessageData, type MessageType } from './messages.js';
export { topics, type TopicName } from './topics.js';
