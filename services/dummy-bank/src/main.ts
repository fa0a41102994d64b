import 'reflect-metadata';
import { orExit, runService } from '@florin/platform/http';
import { AppModule } from './app.module.js';
import { serveConfig } from './config.js';
import { errors } from './errors.js';

await orExit('dummy-bank', async () => {
  const config = serveConfig();
  await runService({ name: 'dummy-bank', module: AppModule.with(config), config, errors });
});
