/**
 * What a command is, and how its arguments are read: known options only, each once, none without a value.
 *
 * Law: an option that is there is either used or refused, as in the API. An unset variable of a shell makes an empty value; it is
 * refused, since to take it for the default would grant more.
 */
import { parseArgs } from 'node:util'
import { UsageError } from './explain.ts'

interface Documented {
  /** One line for `--help`. */
  readonly help: string
}
/** An option with a value. */
export interface TextOption extends Documented {
  readonly type: 'string'
  /** What stands for the value in `--help`. */
  readonly value: string
}
/** An option that may be given several times. */
export interface ListOption extends TextOption {
  readonly multiple: true
}
/** An option without a value. */
export interface FlagOption extends Documented {
  readonly type: 'boolean'
  /** True unless `--no-…` is given: `--help` shows that form. */
  readonly negated?: true
}
export type Option = TextOption | ListOption | FlagOption
export type Options = { readonly [name: string]: Option }
/** What was given for each option. */
export type Values<Known extends Options> = {
  readonly [Name in keyof Known]?: Known[Name] extends FlagOption
    ? boolean
    : Known[Name] extends ListOption
      ? readonly string[]
      : string
}
/** 0: done, or valid. 1: the token, or with `--check` the lock, is refused. 2: the command was used wrongly, or the machine is set up wrongly. */
export type ExitCode = 0 | 1 | 2

interface CommandOf<Known extends Options> {
  readonly name: string
  readonly summary: string
  /** The positional arguments: those in brackets may be left out. */
  readonly positionals: readonly string[]
  readonly options: Known
  readonly notes: readonly string[]
  readonly examples: readonly string[]
  readonly run: (values: Values<Known>, positionals: readonly (string | undefined)[]) => Promise<ExitCode>
}
/** A command of any options. */
export type Command = CommandOf<Options>

/** A command as a table holds it; its `run` takes what {@link readArguments} reads by its own options. */
export function defineCommand<const Known extends Options>(command: CommandOf<Known>): Command {
  return command as unknown as Command
}

/** What every command has. */
export const commonOptions: { readonly json: FlagOption; readonly help: FlagOption } = {
  json: { type: 'boolean', help: 'print JSON' },
  help: { type: 'boolean', help: 'show this help' },
}

/** How an option is written. */
export function flagOf(name: string, option: Option): string {
  return option.type === 'boolean' ? `--${option.negated ? 'no-' : ''}${name}` : `--${name} ${option.value}`
}

/**
 * Reads what follows the name of a command.
 *
 * @throws {@link UsageError} for an option that the command does not have, one given twice or without its value, and a wrong number
 *   of positional arguments. The message does not repeat what was given.
 */
export function readArguments(
  command: Command,
  args: readonly string[],
): { readonly values: Values<Options>; readonly positionals: readonly string[] } {
  const { name: caller, options } = command
  // What Node finds wrong it would repeat in its message: so it is not asked to be strict.
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowNegative: true, tokens: true })
  const values: { [name: string]: boolean | string | string[] } = {}
  const positionals: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value)
    if (token.kind !== 'option') continue
    const { name, rawName, value } = token
    const option = Object.hasOwn(options, name) ? options[name]! : undefined
    const isNegative = rawName === `--no-${name}`
    const isKnown = option?.type === 'string' ? !isNegative : option?.negated || !isNegative
    if (option === undefined || !isKnown) {
      const known = Object.entries(options).map(([each, spec]) => flagOf(each, spec).split(' ')[0])
      throw new UsageError(`${caller} has no option ${showName(rawName)}; it has ${known.join(', ')}`)
    }
    const isList = option.type === 'string' && 'multiple' in option
    if (Object.hasOwn(values, name) && !isList) throw new UsageError(`${rawName} is given twice`)
    if (option.type === 'boolean') {
      if (value !== undefined) throw new UsageError(`${rawName} takes no value`)
      values[name] = !isNegative
      continue
    }
    const read = readValue(rawName, option, value, token.inlineValue === true)
    values[name] = isList ? [...((values[name] as string[] | undefined) ?? []), read] : read
  }
  checkCount(command, positionals.length)
  return { values: values as Values<Options>, positionals }
}

function readValue(
  rawName: string,
  option: TextOption,
  value: string | undefined,
  isInline: boolean,
): string {
  if (value === undefined) throw new UsageError(`${rawName} takes a value: ${rawName} ${option.value}`)
  if (value === '')
    throw new UsageError(`${rawName} is empty (an unset variable?); leave it out or give it a value`)
  if (value.startsWith('-') && !isInline)
    throw new UsageError(
      `a value that begins with - is written after an equals sign: ${rawName}=${option.value}`,
    )
  return value
}

function checkCount({ name, positionals }: Command, count: number): void {
  const least = positionals.filter((each) => !each.startsWith('[')).length
  if (count < least)
    throw new UsageError(`${name} needs ${positionals[count]}: latchkey ${name} ${positionals.join(' ')}`)
  if (count > positionals.length) {
    const wanted = positionals.length === 0 ? 'no arguments' : positionals.join(' ')
    throw new UsageError(
      `${name} takes ${wanted}; it was given ${count} (is a scope of several grants in quotes?)`,
    )
  }
}

/** The name of an option as it was written, unless it could be a piece of something else. */
export function showName(name: string): string {
  return /^-{0,2}[a-z][a-z-]{0,20}$/.test(name) ? name : 'of that name'
}
