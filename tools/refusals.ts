/**
 * Proves that each refusal in the code is needed: deletes them one at a time, in a copy, and sees exactly their vectors fail.
 *
 * A refusal is a place in `src/` that says why a token is none, is forged, dead or not enough. Its vectors are those that are refused
 * there, by the words of the verdict. With the refusal deleted one of them or more must come out otherwise, and no other vector may.
 * Those that come out the same have a second line of defence, a later refusal for the same reason; they are counted.
 */
import { spawn } from 'node:child_process'
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Answers } from './refusals/answers.ts'

interface Refusal {
  file: string
  /** The statement or expression that is deleted. */
  code: string
  /** What then stands there. */
  instead: string
  at: number
  /** Matches the words it gives. */
  words: RegExp
}

const folder = '.reports/refusals'
const files = ['src/verify.ts', 'src/numbers.ts', ...globSync('src/codec/*.ts'), ...globSync('src/text/*.ts')]
const forms = [
  /refuse\(\s*cursor,\s*(?<words>'[^']*'|`[^`]*`),?\s*\)/g,
  /return refusal\(\s*'[a-z-]+',\s*(?<words>'[^']*'|`[^`]*`),?\s*\)/g,
  /return \{\s*reason: '[a-z-]+',\s*detail: (?<words>'[^']*'|`[^`]*`),?\s*\}/g,
  /return Object\.freeze\(\{\s*ok: false,[^}]*detail: (?<words>'[^']*'|`[^`]*`),?\s*\}\)/g,
]
/** Where a refusal is a text that is returned. */
const textForm = /return (?<words>'(?!'$)[^'\n]+ [^'\n]+')/g
/** The same with a number in it; in place of what is returned `otherwise`, where there is such a thing. */
const numberForms = [
  /return (?<words>`[^`]+`)/g,
  /(?<=return )[^\n?]+ \? (?<otherwise>\w+) : (?<words>`[^`]+`)/g,
]

/** Narrowed by no lock, and read by `inspect()`, which asks for their numbers too. */
const readWithoutLock = new Set(['narrow/check-locked.json', 'narrow/locked-to.json'])

function formsOf(file: string): RegExp[] {
  if (file === 'src/numbers.ts') return numberForms
  return file.startsWith('src/text/') ? [textForm] : forms
}

function findRefusals(): Refusal[] {
  return files.flatMap((file) => {
    const source = readFileSync(file, 'utf8')
    const found = formsOf(file).flatMap((form) => Array.from(source.matchAll(form)))
    return found.map(({ 0: code, index: at, groups }) => ({
      file,
      code,
      instead: groups!['otherwise'] ?? 'void 0',
      at,
      words: toPattern(groups!['words']!),
    }))
  })
}

/** What a quoted text or a template says, its parts in braces being anything. */
function toPattern(literal: string): RegExp {
  const parts = literal.slice(1, -1).split(/\$\{[^}]*\}/)
  return new RegExp(
    `^${parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('.*')}$`,
  )
}

/** What the vectors say of a copy of the sources. */
async function ask(sources: string): Promise<Answers | string> {
  const child = spawn(process.execPath, ['tools/refusals/answers.ts', sources], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  })
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  const code = await new Promise((resolve) => child.on('close', resolve))
  return code === 0
    ? (JSON.parse(output) as Answers)
    : `the vectors could not be asked: ${errors.slice(0, 500)}`
}

let secondLine = 0

async function check(refusal: Refusal, lane: string, whole: Answers): Promise<string[]> {
  const mine = Object.entries(whole.details).flatMap(([path, detail]) =>
    refusal.words.test(detail) ? [path] : [],
  )
  if (mine.length === 0) return ['no vector is refused here']
  const source = readFileSync(refusal.file, 'utf8')
  const copy = join(lane, refusal.file)
  const { at, code, instead } = refusal
  writeFileSync(copy, `${source.slice(0, at)}${instead}${source.slice(at + code.length)}`)
  const answers = await ask(join(lane, 'src'))
  writeFileSync(copy, source)
  if (typeof answers === 'string') return [answers]
  const failed = new Set(answers.failures)
  const noticed = mine.filter((path) => failed.delete(path)).length
  secondLine += mine.length - noticed
  const isExpected = (path: string): boolean => refusal.file === 'src/numbers.ts' && readWithoutLock.has(path)
  const others = [...failed].filter((path) => !isExpected(path)).map((path) => `fails too: ${path}`)
  return noticed > 0 ? others : [...others, `none of its ${mine.length} vectors notices: ${mine.join(' ')}`]
}

rmSync(folder, { recursive: true, force: true })
const lanes = ['a', 'b'].map((name) => join(folder, name))
for (const lane of lanes) {
  mkdirSync(lane, { recursive: true })
  cpSync('src', join(lane, 'src'), { recursive: true })
}
const whole = await ask('src')
if (typeof whole === 'string') throw new Error(whole)
const problems = whole.failures.map((path) => `with nothing deleted: ${path} fails`)
const refusals = findRefusals()
const queue = [...refusals]
let passed = 0
await Promise.all(
  lanes.map(async (lane) => {
    for (let refusal = queue.shift(); refusal !== undefined; refusal = queue.shift()) {
      const found = await check(refusal, lane, whole)
      if (found.length === 0) passed++
      const line = readFileSync(refusal.file, 'utf8').slice(0, refusal.at).split('\n').length
      for (const problem of found)
        problems.push(`${refusal.file}:${line} ${refusal.words.source.slice(1, -1)}: ${problem}`)
    }
  }),
)
const unplaced = Object.entries(whole.details).filter(
  ([, detail]) => refusals.filter(({ words }) => words.test(detail)).length !== 1,
)
problems.push(
  ...unplaced.map(([path, detail]) => `${path} is refused by none or several of the places: ${detail}`),
)
for (const problem of problems) console.log(problem)
console.log(
  `${refusals.length} refusals, ${Object.keys(whole.details).length} vectors refused by them, ${secondLine} of these by a second one too`,
)
console.log(JSON.stringify({ passed, failed: problems.length, skipped: [] }))
process.exitCode = problems.length > 0 ? 1 : 0
