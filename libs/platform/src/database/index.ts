export { bigints, byteas, integers, jsons, texts, times, uuids } from './column.js';
export { Database, type DatabaseOptions } from './database.js';
export { firstIdAt, newId } from './id.js';
export { migrate, type MigrateOptions } from './migrate.js';
export { isPassing, sqlStateOf } from './passing.js';
export { inPieces } from './pieces.js';
export { asTenant, askAsTenant, CommitInDoubt, inTransaction, type Question } from './transaction.js';
