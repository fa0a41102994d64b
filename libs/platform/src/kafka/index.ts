export { KafkaLink, type KafkaLinkOptions } from './kafka.link.js';
