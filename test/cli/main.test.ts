/**
 * The command line as a whole: help, exit codes, errors as sentences, secrets, colors, pipes.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, closeSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { keygen, latchkey, scope } from '../../src/index.ts'
import { main, run, temporaryFolder } from './command-line.ts'

const secrets = keygen()
const { tokens } = latchkey({ secrets, apps: [] })
const token = tokens.generate(scope.parse('blog.Post:42#change,read shop.User:7#see'), { subject: 'alice' })
/** An error, and where to read more. */
const oneSentence = /^error: [^\n]+\n(see 'latchkey .*--help'\n)?$/
const names = ['keygen', 'generate', 'validate', 'narrow', 'inspect', 'lock']

describe('help', () => {
  test('is an overview, or a page for each command', async () => {
    const [overview, short, word, ...pages] = await Promise.all([
      run(['--help']),
      run(['-h']),
      run(['help']),
      ...names.map((name) => run([name, '--help'])),
    ])
    expect(overview).toMatchObject({ code: 0, stderr: '' })
    for (const name of names) expect(overview.stdout).toMatch(new RegExp(`^ {2}${name} .*[A-Z]`, 'm'))
    expect([short, word]).toEqual([overview, overview])
    for (const [index, page] of pages.entries()) {
      expect(page).toMatchObject({ code: 0, stderr: '' })
      expect(page.stdout).toMatch(new RegExp(`^latchkey ${names[index]}.* \\[options\\]\n\n[A-Z].*\\.\n`))
      for (const flag of ['--json', '--help']) expect(page.stdout).toContain(flag)
      for (const line of page.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(110)
    }
    expect(await run(['help', 'narrow'])).toEqual(pages[names.indexOf('narrow')])
  })

  test('is given whatever else is wrong', async () => {
    expect(await run(['generate', '--nonsense', '--help'])).toMatchObject({ code: 0, stderr: '' })
  })

  test('goes to standard error when nothing was said, which is wrong', async () => {
    const { code, stdout, stderr } = await run([])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('Examples')
  })
})

test('the version is that of the package', async () => {
  expect(await run(['--version'])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' })
})

describe('wrong usage', () => {
  const year = new Date().getUTCFullYear() + 2
  const cases: [string, string[], RegExp][] = [
    ['an unknown command', ['generat'], /there is no command generat; there are keygen, generate, /],
    ['an option before the command', ['--json', 'inspect'], /the command comes first/],
    [
      'an unknown option',
      ['inspect', '--jsn'],
      /inspect has no option --jsn; it has --apps, --lock, --open, --json, --help/,
    ],
    [
      'a secret for what needs none',
      ['inspect', '--secrets-file', 'x'],
      /inspect has no option --secrets-file/,
    ],
    ['a no- where there is none', ['inspect', '--no-json'], /inspect has no option --no-json/],
    ['an option twice', ['generate', 'a#b', '--salt', 'x', '--salt', 'y'], /--salt is given twice/],
    ['an option both ways', ['generate', 'a#b', '--narrowable', '--no-narrowable'], /is given twice/],
    ['no value', ['generate', 'a#b', '--salt'], /--salt takes a value: --salt TEXT/],
    ['an empty value', ['generate', 'a#b', '--salt', ''], /--salt is empty \(an unset variable\?\)/],
    ['an empty value to bind', ['validate', 'a#b', 'x', '--bind='], /--bind is empty/],
    ['an option as a value', ['generate', 'a#b', '--salt', '--json'], /begins with - .*--salt=TEXT/],
    ['a value where none is taken', ['inspect', '--json=yes'], /--json takes no value/],
    ['no scope', ['generate'], /generate needs SCOPE: latchkey generate SCOPE/],
    ['an empty scope', ['validate', '', 'x'], /the scope is empty \(an unset variable\?\)/],
    ['a scope without a permission', ['validate', 'blog.Post:42#', 'x'], /no permission after #/],
    ['no scope at all', ['validate', 'blog.Post:42', 'x'], /\(INVALID_NOTATION\)/],
    ['too many arguments', ['generate', 'a#b', 'c#d'], /takes SCOPE; it was given 2 .*quotes/],
    ['a duration that is none', ['generate', 'a#b', '--expires-in', '7 days'], /--expires-in is no duration/],
    ['an age that is none', ['validate', 'a#b', 'x', '--max-age', '5min'], /--max-age is no duration/],
    ['a date that is none', ['generate', 'a#b', '--expires-at', 'tomorrow'], /--expires-at is no date/],
    ['a day that is none', ['generate', 'a#b', '--expires-at', `${year}-02-30`], /--expires-at is no date/],
    ['a time without its zone', ['generate', 'a#b', '--expires-at', `${year}-02-03T04:05`], /its zone/],
    [
      'a date that is past',
      ['generate', 'a#b', '--expires-at', '2025-01-01'],
      /--expires-at is not in the future/,
    ],
    ['two expiries', ['generate', 'a#b', '--expires-in', '1h', '--expires-at', `${year}-01-01`], /not both/],
    ['no use', ['generate', 'a#b', '--uses', '0'], /--uses is a whole number/],
    ['an integer that is none', ['generate', 'a#b', '--bind', 'int:5.5'], /--bind int: takes a whole number/],
    ['a boolean that is none', ['generate', 'a#b', '--bind', 'bool:yes'], /--bind bool: is bool:true or/],
    ['bytes that are none', ['generate', 'a#b', '--bind', 'hex:abc'], /--bind hex: takes pairs/],
    [
      'a file of secrets that is not there',
      ['keygen', '--secrets-file', '/nowhere'],
      /there is no file \/nowhere/,
    ],
  ]

  test('is one sentence and exit code 2, with nothing on standard output', async () => {
    const outcomes = await Promise.all(cases.map(([, args]) => run(args, { secrets })))
    expect(outcomes.map(({ code, stdout }) => ({ code, stdout }))).toEqual(
      cases.map(() => ({ code: 2, stdout: '' })),
    )
    const said = cases.map(([name], index) => [name, outcomes[index]?.stderr])
    expect(said).toEqual(cases.map(([name, , sentence]) => [name, expect.stringMatching(sentence) as string]))
    expect(said).toEqual(cases.map(([name]) => [name, expect.stringMatching(oneSentence) as string]))
  })
})

describe('secrets', () => {
  test('have to be there, and the error says where', async () => {
    const outcomes = await Promise.all([
      run(['generate', 'blog#read']),
      run(['validate', 'authentic', token]),
      run(['generate', 'blog#read'], { secrets: '' }),
    ])
    for (const { code, stdout } of outcomes) expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    for (const [index, state] of ['not set', 'not set', 'empty'].entries()) {
      expect(outcomes[index]?.stderr.split('\n')[0]).toBe(
        `error: there is no secret: LATCHKEY_SECRETS is ${state}; set it to what 'latchkey keygen' prints, or give --secrets-file FILE`,
      )
    }
  })

  test('are refused among the arguments, wherever they stand', async () => {
    const outcomes = await Promise.all(
      [
        [secrets],
        ['generate', secrets],
        ['generate', 'a#b', '--secrets-file', secrets],
        ['generate', 'a#b', `--secret=${secrets}`],
        ['generate', 'a#b', '--', secrets],
        ['validate', 'authentic', secrets, '--help'],
        ['inspect', `a,${secrets}`],
      ].map((args) => run(args, { secrets })),
    )
    for (const { code, stdout, stderr } of outcomes) {
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toMatch(/^error: a secret is among the arguments, .*replace it with a new one/)
      expect(stderr).not.toContain(secrets.slice(0, 14))
    }
  })

  test('of a file take the place of the environment', async () => {
    const file = join(temporaryFolder(), 'secrets')
    writeFileSync(file, `${secrets}\n`, { mode: 0o600 })
    const args = ['validate', 'authentic', token, '--secrets-file', file]
    expect(await run(args, { secrets: keygen(secrets) })).toMatchObject({ code: 0, stderr: '' })
  })

  test('in a file that others can read are warned about; a file without any is refused', async () => {
    const folder = temporaryFolder()
    const [open, empty] = [join(folder, 'open'), join(folder, 'empty')]
    writeFileSync(open, secrets)
    chmodSync(open, 0o644)
    writeFileSync(empty, '\n , \n', { mode: 0o600 })
    const [warned, refused] = await Promise.all(
      [open, empty].map((file) => run(['validate', 'authentic', token, '--secrets-file', file])),
    )
    expect(warned!.code).toBe(0)
    const warning = `warning: ${open} is open to other users (mode 644): chmod 600 it\n`
    expect(warned!.stderr).toBe(process.platform === 'win32' ? '' : warning)
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused!.stderr).toMatch(/^error: --secrets-file: there is no secret in /)
  })

  test('and tokens are in no error, whatever went wrong', async () => {
    const folder = temporaryFolder()
    const talkative = join(folder, 'talkative.mjs')
    writeFileSync(talkative, `throw new Error('${token} and ${secrets}')`)
    const misspelled = `${secrets.slice(0, -1)}${secrets.endsWith('A') ? 'B' : 'A'}`
    const tag = token.slice(-22)
    const outcomes = await Promise.all([
      run([token]),
      run([token, 'inspect']),
      run(['validate', token, 'a#b'], { secrets }),
      run(['validate', 'a#b', token, token], { secrets }),
      run(['validate', 'a#b', `--${tag}`], { secrets }),
      run(['validate', 'a#b', `-${tag}`], { secrets }),
      run(['validate', 'a#b', `--token=${token}`], { secrets }),
      run(['validate', 'a#b', '--max-age', token], { secrets }),
      run(['validate', 'a#b', `--json=${token}`], { secrets }),
      run(['validate', 'a#b', token, '--apps', token], { secrets }),
      run(['validate', 'a#b', token, '--apps', talkative], { secrets }),
      run(['validate', 'a#b', token, '--secrets-file', token], { secrets }),
      run(['validate', 'a#b', token], { secrets: misspelled }),
      run(['validate', 'a#b', token], { secrets: `${secrets},${secrets}` }),
      run(['validate', 'a#b', token], { secrets: `${secrets} ` }),
      run(['generate', token], { secrets }),
      run(['generate', 'a#b', '--expires-at', token], { secrets }),
      run(['generate', 'a#b', '--uses', token], { secrets }),
      run(['generate', 'a#b', '--bind', `int:${token}`], { secrets }),
      run(['generate', 'a#b', '--subject', `a.b:${token}`], { secrets }),
      run(['narrow', token, '--to', token]),
      run(['narrow', `${token}!`, '--expires-in', '1h']),
      run(['narrow', '--expires-in', '1h'], { stdin: secrets }),
    ])
    const known = [token, secrets.slice('lksecret1_'.length), misspelled.slice('lksecret1_'.length)]
    const pieces = known.flatMap((text) =>
      Array.from({ length: text.length - 7 }, (_, at) => text.slice(at, at + 8)),
    )
    for (const { code, stdout, stderr } of outcomes) {
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toMatch(oneSentence)
      expect(pieces.filter((piece) => stderr.includes(piece))).toEqual([])
    }
  })
})

describe('a terminal', () => {
  // oxlint-disable-next-line no-control-regex -- what is looked for is a control character
  const color = /\u001b\[/

  test('is not assumed: no colors in a pipe, unless they are forced', async () => {
    const args = ['validate', 'a#b', token]
    const [piped, forced, refused] = await Promise.all([
      run(args, { secrets }),
      run(args, { secrets, env: { FORCE_COLOR: '1' } }),
      run(args, { secrets, env: { NO_COLOR: '1' } }),
    ])
    expect(piped.stdout).not.toMatch(color)
    expect(refused).toEqual(piped)
    expect(forced.stdout).toMatch(color)
    // oxlint-disable-next-line no-control-regex -- the same
    expect(forced.stdout.replaceAll(/\u001b\[\d+m/g, '')).toBe(piped.stdout)
  })

  test('is not told to wait where standard input is a pipe', async () => {
    expect(await run(['inspect'], { stdin: token })).toMatchObject({ code: 0, stderr: '' })
  })
})

test('a reader that goes away early changes neither the exit code nor standard error', async () => {
  const outcomes = await Promise.all([
    run(['inspect', '--json', token], { deaf: true }),
    run(['validate', 'authentic', token], { secrets, deaf: true }),
    run(['validate', 'a#b', token], { secrets, deaf: true }),
  ])
  expect(outcomes).toEqual([0, 0, 1].map((code) => ({ code, stdout: '', stderr: '' })))
})

test('what cannot be written, as on a full disk, is an error', () => {
  const file = join(temporaryFolder(), 'out')
  writeFileSync(file, '')
  // Open for reading only: every write fails.
  const stdout = openSync(file, 'r')
  const { status, stderr } = spawnSync(process.execPath, [main, 'keygen'], {
    stdio: ['ignore', stdout, 'pipe'],
    encoding: 'utf8',
  })
  closeSync(stdout)
  expect(status).toBe(2)
  expect(stderr).toMatch(/^error: [^\n]*write[^\n]*\n$/)
})
