/**
 * `npm run bench:http`: what a guard adds to a hello-world of Express and of Hono under load, in latchkey and in its peers.
 *
 * The load comes from autocannon. Read the processor's time that the server used for a request: unlike requests a second, it depends
 * little on what else the machine does, and not on how much the load itself takes.
 * `--requests 5000` and `--rounds 5` measure sooner or better; `--markdown` also writes bench/http.md.
 */
import { fork } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { requirePeers } from './installed.ts'
import { figures, machine, toMarkdown, toText } from './report.ts'
import type { Table } from './report.ts'

const connections = 32
const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '3' },
    markdown: { type: 'boolean', default: false },
  },
})
const [requests, rounds] = [Number(values.requests), Number(values.rounds)]
if (!Number.isInteger(requests) || requests < connections || !Number.isInteger(rounds) || rounds < 1) {
  console.error(`--requests takes a whole number from ${connections} on, --rounds one from 1 on.`)
  process.exit(1)
}
requirePeers()
const { default: autocannon } = await import('autocannon')
const { names, tokenFor } = await import('./http-servers.ts')

interface Load {
  readonly perSecond: number
}
interface Cost extends Load {
  /** Of the server's processor time, for one request. */
  readonly microseconds: number
}

/** Asks as often as `amount` says; all answers are 200. */
async function load(url: string, token: string, amount: number): Promise<Load> {
  const headers = { authorization: `Bearer ${token}` }
  const { requests, duration, non2xx, errors } = await autocannon({ url, connections, amount, headers })
  if (non2xx > 0 || errors > 0 || requests.total !== amount) throw new Error(`${url} refused or failed`)
  return { perSecond: amount / duration }
}

async function measure(name: string): Promise<Cost> {
  const server = fork(join(import.meta.dirname, 'http-servers.ts'), [name], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { ...process.env, NODE_ENV: 'production' },
    silent: true,
  })
  const answer = <Message>(): Promise<Message> =>
    new Promise((resolve, reject) => {
      server.once('message', (message) => resolve(message as Message))
      server.once('error', reject)
    })
  try {
    const { port } = await answer<{ port: number }>()
    const token = tokenFor(name)
    const url = `http://127.0.0.1:${port}/posts/12345`
    if (name.includes(',')) {
      const { status } = await fetch(url, { headers: { authorization: `Bearer ${token.slice(0, -4)}AAAA` } })
      if (status !== 401) throw new Error(`${name} lets a changed token through`)
    }
    const used = async (): Promise<number> => {
      server.send('')
      return (await answer<{ microseconds: number }>()).microseconds
    }
    // What is compiled late is no cost of the work.
    await load(url, token, requests)
    await used()
    const { perSecond } = await load(url, token, requests)
    return { microseconds: (await used()) / requests, perSecond }
  } finally {
    server.disconnect()
  }
}

const best = new Map<string, Cost>()
for (let round = 0; round < rounds; round++) {
  for (const name of names) {
    const cost = await measure(name)
    // The least is what the work costs; all that is above it is another load on the machine.
    if (cost.microseconds < (best.get(name)?.microseconds ?? Infinity)) best.set(name, cost)
  }
}

const rows = names.map((name) => {
  const { microseconds, perSecond } = best.get(name)!
  const alone = best.get(`${name.split(/[ ,]/)[0]} alone`)!
  const added = name.includes(',') ? `+${figures(Math.max(microseconds - alone.microseconds, 0))}` : ''
  return [name, figures(microseconds), added, String(Math.round(perSecond))]
})
const table: Table = {
  title: 'A hello-world under load, and what a guard adds',
  columns: ['server', 'µs of its processor a request', 'the guard', 'requests a second'],
  rows,
}
const circumstances = `${machine()}; autocannon, ${connections} connections, the best of ${rounds} rounds of ${requests} requests`
console.log(`${circumstances}\n\n${toText(table)}`)
if (values.markdown) {
  const page = `# Guards under load\n\nWritten by \`npm run bench:http -- --markdown\`. ${circumstances}.\n\n${toMarkdown(table)}\n`
  writeFileSync(join(import.meta.dirname, 'http.md'), page)
}
