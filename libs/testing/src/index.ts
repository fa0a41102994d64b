export { testKafkaBrokers, testPostgresUrl, testRedisUrl, testSeed } from './config.js';
export { freshDatabase, type FreshDatabase } from './database.js';
export { eventually, type Patience } from './eventually.js';
export { whileHanging } from './hanging.js';
export { freePort, freePorts } from './ports.js';
export { FIRST_TENANT, tokenMaker, type Bearer, type TokenMaker } from './tokens.js';
export { readTopic, type ReadOptions, type TopicMessage, type TopicReader } from './topic.js';
