export {
  choice, FieldFault, flag, integer, list, optional, port, secret, text, url, type Field,
} from './field.js';
export { ConfigError, readConfig, type ConfigOf, type Fields } from './read-config.js';
export { serviceFields } from './service-fields.js';
