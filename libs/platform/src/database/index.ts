export { Database, type DatabaseOptions } from './database.js';
export { newId } from './id.js';
export { migrate, type MigrateOptions } from './migrate.js';
export { asTenant, inTransaction, sqlStateOf } from './transaction.js';
