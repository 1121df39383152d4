/**
 * The bridge to Django, as its reader meets it: a real Django beside the real Node service, over sockets and one database file.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { python, skipped } from '../django/python.ts'

const folder = mkdtempSync(join(tmpdir(), 'django-bridge-'))
const running = new Set<ChildProcess>()

/** Runs the command of `npm run bridge`, without npm. */
function launch(...more: string[]): { child: ChildProcess; output: () => string } {
  const [command, ...args] = manifest.scripts.bridge.split(' ')
  expect(command).toBe('node')
  const child = spawn(process.execPath, [...args, ...more], {
    env: { ...process.env, DATA_DIR: folder, PYTHON: python },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  return { child, output: () => output }
}
async function ask(url: string): Promise<string> {
  const response = await fetch(url)
  return `${response.status} ${(await response.text()).trimEnd()}`
}

describe.skipIf(python === undefined)(`the bridge to Django${skipped}`, () => {
  let bridge: ReturnType<typeof launch>
  let urls: { django: string; node: string }
  beforeAll(async () => {
    bridge = launch()
    while (!bridge.output().includes('Ctrl+C')) {
      if (bridge.child.exitCode !== null) throw new Error(`it ended: ${bridge.output()}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    const [, django = '', node = ''] = /made \((\S+)\/share\/1\)[^]*made \((\S+)\/share\/2\)/.exec(
      bridge.output(),
    )!
    urls = { django, node }
  }, 120_000)
  afterAll(() => {
    for (const child of running) child.kill('SIGKILL')
    rmSync(folder, { recursive: true })
  })

  test('prints a link in each direction, and what is answered', () => {
    expect(bridge.output().replaceAll(/http\S+/g, '…')).toBe(`
A link that Django made (… and Node opens:
  …
    200  Node: The keeper's spare key
The same token on another post, and with a character changed:
    403  Node: this link does not open this post.
    403  Node: this link does not open this post.

A link that Node made (… and Django opens:
  …
    200  Django: On hinges
The same token on another post, and with a character changed:
    403  Django: this link does not open this post.
    403  Django: this link does not open this post.

Both go on serving: Ctrl+C ends them.
`)
  })

  test('what either makes, the other opens, and it opens that post alone', async () => {
    for (const [from, to, name] of [
      [urls.django, urls.node, 'Node'],
      [urls.node, urls.django, 'Django'],
    ] as const) {
      for (const id of [1, 2, 3]) {
        const link = (await ask(`${from}/share/${id}`)).replace(/^200 /, '')
        expect(link.startsWith(`${to}/posts/${id}?token=`)).toBe(true)
        expect(await ask(link)).toMatch(new RegExp(`^200 ${name}: `))
        // Each opens its own links too.
        expect(await ask(link.replace(to, from))).toMatch(/^200 /)
        for (const other of [1, 2, 3, 4].filter((one) => one !== id))
          expect(await ask(link.replace(/posts\/\d+/, `posts/${other}`))).toMatch(/^403 /)
        const at = link.indexOf('token=') + 6
        for (const changed of [
          link.slice(0, at),
          link.slice(0, -1),
          `${link}A`,
          `${link.slice(0, at)}A${link.slice(at + 1)}`,
        ])
          expect(await ask(changed)).toMatch(/^403 /)
      }
      expect(await ask(`${from}/share/99`)).toMatch(/^404 /)
    }
    expect(await ask(`${urls.node}/posts/x?token=y`)).toMatch(/^400 /)
  })

  test('the tokens carry ids of the database, and no names', async () => {
    const [django, node] = await Promise.all([ask(`${urls.django}/share/1`), ask(`${urls.node}/share/1`)])
    const payloads = [django, node].map((link) =>
      Buffer.from(/token=([^:]+)/.exec(link)![1]!, 'base64url').toString(),
    )
    expect(payloads[0]).toMatch(/^\[\[\[\d+,1\],\[\d+\]\]\]$/)
    expect(payloads[1]).toBe(payloads[0])
  })

  test('ends when it is told to, and Django with it', async () => {
    bridge.child.kill('SIGTERM')
    const [code] = (await once(bridge.child, 'exit')) as [number | null]
    expect(code).toBe(0)
    await expect(fetch(urls.django)).rejects.toThrow('fetch failed')
  })

  test('--once shows the same and ends; the database is there already', async () => {
    const { child, output } = launch('--once')
    const [code] = (await once(child, 'close')) as [number | null]
    expect([code, output().match(/ 200 {2}/g)?.length, output().match(/ 403 {2}/g)?.length]).toEqual([
      0, 2, 4,
    ])
  }, 60_000)
})
