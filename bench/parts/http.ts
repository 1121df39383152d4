/**
 * What a guard adds to a hello-world of Express and of Hono under load, in latchkey and in its peers.
 *
 * The load comes from autocannon. Read the processor's time that the server used for a request: unlike requests a second, it depends
 * little on what else the machine does, and not on how much the load itself takes.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import autocannon from 'autocannon'
import { names, tokenFor } from '../http-servers.ts'
import { median } from '../measure.ts'
import type { Effort, Section } from '../part.ts'
import { figure, figures } from '../report.ts'

const connections = 32

/** Asks as often as `amount` says; all answers are 200. */
async function load(url: string, token: string, amount: number): Promise<void> {
  const headers = { authorization: `Bearer ${token}` }
  const { requests, non2xx, errors } = await autocannon({ url, connections, amount, headers })
  if (non2xx > 0 || errors > 0 || requests.total !== amount) throw new Error(`${url} refused or failed`)
}

/** A server in a process of its own. */
interface Server {
  /** Microseconds of its processor for one of so many requests. */
  readonly cost: (requests: number) => Promise<number>
  readonly close: () => void
}

async function start(name: string): Promise<Server> {
  const child = fork(join(import.meta.dirname, '../http-servers.ts'), [name], {
    execArgv: ['--conditions=@latchkey/source', '--disable-warning=ExperimentalWarning'],
    env: { ...process.env, NODE_ENV: 'production' },
    silent: true,
  })
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  const token = tokenFor(name)
  const url = `http://127.0.0.1:${port}/posts/12345`
  if (isGuarded(name)) {
    const { status } = await fetch(url, { headers: { authorization: `Bearer ${token.slice(0, -4)}AAAA` } })
    if (status !== 401) throw new Error(`${name} lets a changed token through`)
  }
  const used = async (): Promise<number> => {
    child.send('')
    const [{ microseconds }] = (await once(child, 'message')) as [{ microseconds: number }]
    return microseconds
  }
  return {
    cost: async (requests) => {
      await used()
      await load(url, token, requests)
      return (await used()) / requests
    },
    close: () => child.disconnect(),
  }
}

function isGuarded(name: string): boolean {
  return name.includes(',')
}

export async function measure({ quick }: Effort): Promise<Section> {
  const [rounds, requests] = quick ? [3, 500] : [9, 2000]
  const servers = new Map<string, Server>()
  const costs = new Map(names.map((name): [string, number[]] => [name, []]))
  for (const name of names) {
    const server = await start(name)
    servers.set(name, server)
    // What is compiled late is no cost of the work.
    await server.cost(2 * requests)
  }
  for (let round = 0; round < rounds; round++)
    for (const [name, server] of servers) costs.get(name)!.push(await server.cost(requests))
  for (const server of servers.values()) server.close()

  const added = new Map<string, number>()
  const rows = names.map((name) => {
    const own = costs.get(name)!
    const alone = costs.get(`${name.split(/[ ,]/)[0]} alone`)!
    if (isGuarded(name)) added.set(name, Math.max(median(own.map((cost, at) => cost - alone[at]!)), 0))
    return [name, figures(median(own)), isGuarded(name) ? `+${figures(added.get(name)!)}` : '']
  })
  const [onExpress, onHono] = [added.get('Express, latchkey')!, added.get('Hono, latchkey')!]
  return {
    title: 'A guard in front of HTTP',
    text: [
      `A hello-world under load: ${connections} connections of autocannon, ${rounds} rounds of ${requests.toLocaleString('en')} requests, each server in a process of its own. The guard adds the median of the differences within a round. The guards of the peers decide on a claim \`scope\` of a JWT; "10 lines" are those that a program has to write around fast-jwt.`,
    ],
    tables: [{ columns: ['server', 'µs a request', 'the guard'], rows }],
    plots: {
      http: {
        kind: 'bars',
        title: `A guard adds ${figures(onExpress)} µs to a request of Express, ${figures(onHono)} µs of Hono`,
        label: 'processor time that the guard adds to one request, µs',
        logarithmic: false,
        rows: Array.from(added, ([name, value]) => ({
          name,
          value: figure(value),
          own: name.includes('latchkey'),
        })),
      },
    },
    figures: {
      'http-express-added-microseconds': figure(onExpress),
      'http-hono-added-microseconds': figure(onHono),
    },
    goals: [],
  }
}
