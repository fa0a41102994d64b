import 'reflect-metadata';
import { orExit, runService } from '@florin/platform/http';
import { AppModule } from './app.module.js';
import { migrateConfig, serveConfig } from './config.js';
import { errors } from './errors.js';
import { migrateAll, postHistory } from './operator/operator.command.js';

const [command, file] = process.argv.slice(2);

await orExit('transaction', async () => {
  switch (command) {
    case undefined: {
      const config = serveConfig();
      await runService({
        name: 'transaction',
        module: AppModule.with(config),
        config,
        errors,
        strategy: AppModule.strategy,
      });
      break;
    }
    case 'migrate':
      return migrateAll(migrateConfig());
    case 'history':
      return postHistory(serveConfig(), file);
    default:
      throw new Error(`there is no command ${command}; say nothing to serve, or migrate, or history`);
  }
});
