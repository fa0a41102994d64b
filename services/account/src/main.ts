import 'reflect-metadata';
import { orExit, runService } from '@florin/platform/http';
import { KafkaLink } from '@florin/platform/kafka';
import { BatchServer } from '@florin/platform/messaging';
import { AppModule } from './app.module.js';
import { checkBooks, migrateAll } from './books/books.command.js';
import { keysConfig, migrateConfig, operatorConfig, serveConfig } from './config.js';
import { errors } from './errors.js';
import { keysCommand } from './vault/keys.command.js';

const [command, ...args] = process.argv.slice(2);

await orExit('account', async () => {
  switch (command) {
    case undefined: {
      const config = serveConfig();
      const topics = ['account.commands'] as const;
      const strategy = (app: { get(of: typeof KafkaLink): KafkaLink }) =>
        new BatchServer({ link: app.get(KafkaLink), group: 'account', topics, own: topics, port: config.PORT });
      await runService({ name: 'account', module: AppModule.with(config), config, errors, strategy });
      break;
    }
    case 'migrate':
      return migrateAll(migrateConfig());
    case 'books':
      process.exitCode = (await checkBooks(operatorConfig())) ? 0 : 1;
      break;
    case 'keys':
      return keysCommand(keysConfig, args);
    default:
      throw new Error(`there is no command ${command}; say nothing to serve, or migrate, books, keys`);
  }
});
