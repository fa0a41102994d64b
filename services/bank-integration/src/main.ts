import 'reflect-metadata';
import { migrate } from '@florin/platform/database';
import { orExit, runService } from '@florin/platform/http';
import { AppModule } from './app.module.js';
import { migrateConfig, serveConfig } from './config.js';
import { migrations } from './data-source.js';
import { errors } from './errors.js';
import { reconcile } from './operator/operator.command.js';

const name = 'bank-integration';
const [command, word] = process.argv.slice(2);

await orExit(name, async () => {
  if (command === undefined) {
    const config = serveConfig();
    const strategy = AppModule.strategy.bind(AppModule);
    await runService({ name, module: AppModule.with(config), config, errors, strategy });
  } else if (command === 'migrate') {
    const config = migrateConfig();
    const done = await migrate({
      ownerUrl: config.DATABASE_OWNER_URL,
      adminUrl: config.DATABASE_ADMIN_URL,
      readerUrl: config.DATABASE_READER_URL,
      engineUrl: config.DATABASE_ENGINE_URL,
      migrations,
    });
    console.log(`${name}: ${done.length === 0 ? 'the database is up to date' : `migrated ${done.join(', ')}`}`);
  } else if (command === 'reconcile') {
    if (!(await reconcile(serveConfig(), word, new Date()))) process.exitCode = 1;
  } else {
    throw new Error(`there is no command ${command}; say nothing to serve, or migrate, or reconcile`);
  }
});
