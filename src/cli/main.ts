#!/usr/bin/env node
/**
 * The command `latchkey`: finds the command, runs it, and says what went wrong in one sentence.
 *
 * Laws: exit code 1 means a token or a lock that is refused, and nothing else; no secret is taken from an argument; nothing is sent anywhere.
 */
import { readFileSync } from 'node:fs'
import { readArguments, showName } from './command.ts'
import type { Command, ExitCode } from './command.ts'
import { generateCommand } from './commands/generate.ts'
import { inspectCommand } from './commands/inspect.ts'
import { keygenCommand } from './commands/keygen.ts'
import { lockCommand } from './commands/lock.ts'
import { narrowCommand } from './commands/narrow.ts'
import { pruneCommand } from './commands/prune.ts'
import { redeemCommand } from './commands/redeem.ts'
import { revocationsCommand } from './commands/revocations.ts'
import { revokeCommand } from './commands/revoke.ts'
import { storeCommand } from './commands/store.ts'
import { validateCommand } from './commands/validate.ts'
import { explain, UsageError } from './explain.ts'
import { commandHelp, overview } from './help.ts'
import { refuseSecrets } from './secrets.ts'
import { allowClosedPipes, note, print, printError } from './terminal.ts'

const commands: readonly Command[] = [
  keygenCommand,
  generateCommand,
  validateCommand,
  narrowCommand,
  inspectCommand,
  lockCommand,
  revokeCommand,
  redeemCommand,
  revocationsCommand,
  pruneCommand,
  storeCommand,
]

async function run([first, ...rest]: readonly string[]): Promise<ExitCode> {
  if (first === undefined) {
    note(overview(commands, process.stderr))
    return 2
  }
  refuseSecrets([first, ...rest])
  if (first === '--version') {
    print(readVersion())
    return 0
  }
  const name = first === 'help' ? rest[0] : first
  if (name === undefined || name === '--help' || name === '-h') {
    print(overview(commands))
    return 0
  }
  const command = commands.find((each) => each.name === name)
  if (command === undefined) {
    throw new UsageError(
      name.startsWith('-')
        ? 'the command comes first, then its options: latchkey COMMAND [options]'
        : `there is no command ${showName(name)}; there are ${commands.map((each) => each.name).join(', ')}`,
    )
  }
  if (first === 'help' || asksForHelp(rest)) {
    print(commandHelp(command))
    return 0
  }
  const { values, positionals } = readArguments(command, rest)
  return await command.run(values, positionals)
}

/** Help is given whatever else is wrong. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--')
  return args.slice(0, end < 0 ? undefined : end).some((each) => each === '--help' || each === '-h')
}

/** The same path from src/cli and from dist/cli. */
function readVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}

function fail(error: unknown): void {
  process.exitCode = 2
  printError(explain(error))
  const caller = commands.find(({ name }) => name === process.argv[2])
  if (error instanceof UsageError)
    note(`see 'latchkey ${caller === undefined ? '' : `${caller.name} `}--help'`)
}

allowClosedPipes()
// Thrown by a module of --apps in its own time: without this Node would end with 1, which means refused.
process.on('uncaughtException', (error) => {
  fail(error)
  process.exit()
})
try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  fail(error)
}
// A module of --apps may have opened what never ends, such as a pool: leave once all is written, or was found impossible to write.
process.stdout.write('', () => process.stderr.write('', () => setImmediate(() => process.exit())))
