import 'reflect-metadata';
import { orExit, runService } from '@florin/platform/http';
import { AppModule } from './app.module.js';
import { keyConfig, migrateConfig, operatorConfig, serveConfig } from './config.js';
import { errors } from './errors.js';
import { keysCommand } from './key/key.command.js';
import { migrateAll, operate } from './operator/operator.command.js';

const [command, ...args] = process.argv.slice(2);

await orExit('auth', async () => {
  switch (command) {
    case undefined: {
      const config = serveConfig();
      await runService({ name: 'auth', module: AppModule.with(config), config, errors });
      break;
    }
    case 'migrate':
      await migrateAll(migrateConfig());
      break;
    case 'keys':
      await keysCommand(keyConfig, args);
      break;
    case 'admin':
      await operate(operatorConfig, args);
      break;
    default:
      throw new Error(`there is no command ${command}; say nothing to serve, or migrate, or admin, or keys`);
  }
});
