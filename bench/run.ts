/**
 * `npm run bench`: how long checking and making one token takes, in latchkey and in its peers; then the goals.
 *
 * `--rounds 50` measures faster and less exactly; `--markdown` also writes the results to bench/results.md.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { timeDjango } from './django.ts'
import { djangoPeer } from './django-tokens.ts'
import { floor, floors, makeBare } from './floor.ts'
import { goalsOf } from './goals.ts'
import { requirePeers } from './installed.ts'
import { makeChecks, names, peer } from './latchkey.ts'
import { race, ratioOf, timeOf } from './measure.ts'
import type { Contender, Race } from './measure.ts'
import { allocationOf, growthOf } from './memory.ts'
import { prove } from './peer.ts'
import { figures, machine, toMarkdown, toText } from './report.ts'
import type { Table } from './report.ts'

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '200' }, markdown: { type: 'boolean', default: false } },
})
const rounds = Number(values.rounds)
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error('--rounds takes a whole number from 1 on.')
  process.exit(1)
}

requirePeers()
const { makePeers } = await import('./peers.ts')
const peers = [peer(true), peer(false), djangoPeer, ...(await makePeers())]
const checks = makeChecks()
const characters = new Map(Array.from(checks.tokens, ([name, { length }]) => [name, length]))
const makers: Contender[] = []
const checkers: Contender[] = []
for (const one of peers) {
  const token = await prove(one)
  characters.set(one.name, token.length)
  checkers.push({ name: one.name, run: () => one.check(token) })
  const { make } = one
  const isText = typeof make() === 'string'
  const run = isText ? () => isRead(make() as string) : async () => isRead(await make())
  // A cache of verified tokens changes nothing for making them.
  if (!one.name.includes('cache')) makers.push({ name: one.name, run })
}
console.log(`${machine()}: ${rounds} rounds\n`)

const [first, second, ...others] = checkers
const base = floors(checks.tokens.get(names.list)!, checks.tokens.get(names.narrowed)!)
const checkRace = await race([...base, first!, ...checks.contenders, second!, ...others], rounds)
const makeRace = await race([base[0]!, makeBare, ...makers], rounds)
const django = timeDjango()
if (django !== undefined && !djangoPeer.check(django.token)) throw new Error('a token of Django is refused')
const refusals = 1_000_000
const goals = goalsOf(checkRace, makeRace, {
  characters,
  allocated: allocationOf(checks.ask),
  growth: growthOf(checks.refuse, refusals),
  refusals,
  django,
})

const tables = [
  timesTable('Check one token and decide', checkRace, django?.check),
  timesTable('Make one token', makeRace, django?.make),
  {
    title: 'Goals',
    columns: ['goal', 'measured', 'reached'],
    rows: goals.map(({ goal, measured, reached }) => [
      goal,
      measured,
      reached === undefined ? 'skipped' : reached ? 'yes' : 'NO',
    ]),
  },
]
console.log(tables.map(toText).join('\n\n'))
if (values.markdown) {
  const path = join(import.meta.dirname, 'results.md')
  const intro = [
    '# What `npm run bench -- --markdown` measured',
    `On ${machine()}; ${rounds} rounds. Medians; read the ratios, which are taken within each round.`,
    'What is measured and how stands in [README.md](README.md).',
  ]
  writeFileSync(path, `${[...intro, ...tables.map(toMarkdown)].join('\n\n')}\n`)
  console.log('\nwritten to bench/results.md')
}

/** A token is made to be read: an engine may put off joining its parts until then. */
function isRead(token: string): boolean {
  return token.charCodeAt(token.length - 1) > 0
}

function timesTable(title: string, times: Race, original: number | undefined): Table {
  const rows = Array.from(times.keys(), (name) => [
    name,
    figures(timeOf(times, name)),
    figures(ratioOf(times, name, floor)),
    String(characters.get(name) ?? ''),
  ])
  const over = (time: number): string => figures(time / timeOf(times, floor))
  rows.push(
    original === undefined || django === undefined
      ? ['the Python original: skipped, python3 has no django', '', '', '']
      : [
          `the Python original (${django.version})`,
          figures(original),
          over(original),
          String(django.characters),
        ],
  )
  return { title, columns: ['', 'µs', '× the floor', 'characters'], rows }
}
