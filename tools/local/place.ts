import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where the jars of Kafka lie: shared by every bank of this checkout, and kept by `reset`. */
export const jarsFolder = join(root, '.local', 'kafka-jars');

/** The folder in which one bank keeps everything that it writes. */
export class Place {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = resolve(folder);
  }

  static of(env: NodeJS.ProcessEnv): Place {
    return new Place(env.STATE_DIR || join(root, '.local'));
  }

  /** The path of something in it; the folders above it are made. */
  path(...names: string[]): string {
    const path = join(this.folder, ...names);
    mkdirSync(dirname(path), { recursive: true });
    return path;
  }

  /** The path of a folder in it, made if it is not there. */
  dir(...names: string[]): string {
    const path = join(this.folder, ...names);
    mkdirSync(path, { recursive: true });
    return path;
  }

  log(name: string): string {
    return this.path('logs', `${name}.log`);
  }
}
