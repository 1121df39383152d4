/**
 * What `--help` prints: the overview, and a page for each command made from its table of options.
 */
import { flagOf } from './command.ts'
import type { Command } from './command.ts'
import { paint } from './terminal.ts'

/** How wide the names of options may be before their text begins on a line of its own. */
const widest = 26

/** The overview; `stream` is where it will be written. */
export function overview(commands: readonly Command[], stream: NodeJS.WriteStream = process.stdout): string {
  const title = (text: string): string => paint('bold', text, stream)
  return [
    `${title('latchkey')}: secure scoped access tokens`,
    '',
    title('Commands'),
    ...columns(commands.map(({ name, positionals, summary }) => [[name, ...positionals].join(' '), summary])),
    '',
    `  latchkey COMMAND --help   shows the options of one`,
    `  latchkey --version        prints the version`,
    '',
    title('Secrets'),
    '  come from the environment variable LATCHKEY_SECRETS, or from a file with --secrets-file FILE,',
    '  never from an argument. Several are separated by commas: the first signs, all verify.',
    '',
    title('Scopes'),
    "  'blog.Post:42#read,change'   permissions on one object; several grants are separated by spaces",
    "  'blog.Post#read'             on every object of a model",
    "  'blog#read'                  on every model of an app",
    "  '*#read'                     on everything",
    '',
    title('Examples'),
    '  export LATCHKEY_SECRETS=$(latchkey keygen)',
    "  latchkey generate 'blog.Post:42#read' --expires-in 7d > token",
    "  latchkey validate 'blog.Post:42#read' < token",
    '  latchkey narrow --expires-in 1h < token | latchkey inspect',
    '  latchkey lock src/apps.ts',
    '',
    title('Exit codes'),
    '  0 done, or valid    1 the token, or the lock, is refused    2 wrong usage or configuration',
  ].join('\n')
}

/** The page of one command, for standard output. */
export function commandHelp({ name, positionals, summary, options, notes, examples }: Command): string {
  return [
    `${paint('bold', `latchkey ${name}`)}${positionals.map((each) => ` ${each}`).join('')} [options]`,
    '',
    `${summary}.`,
    ...notes,
    '',
    paint('bold', 'Options'),
    ...columns(Object.entries(options).map(([each, option]) => [flagOf(each, option), option.help])),
    '',
    paint('bold', 'Examples'),
    ...examples.map((example) => `  ${example}`),
  ].join('\n')
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.min(widest, Math.max(...rows.map(([name]) => name.length)))
  return rows.map(([name, text]) =>
    name.length > width ? `  ${name}\n${' '.repeat(width + 4)}${text}` : `  ${name.padEnd(width)}  ${text}`,
  )
}
