/**
 * The guards of the package that would be published, in programs that have installed it: Express 4 on Node, and a worker on workerd, which
 * gets one bundled file. Both are held to the whole conformance suite of the same package.
 *
 * What is not installed is named as skipped. The last line is a line of JSON for `tools/test.ts`.
 */
import { spawn } from 'node:child_process'
import { cpSync, existsSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { rolldown } from 'rolldown'
import { httpConformance } from '../src/testing/index.ts'
import { pack, run } from './pack.ts'
import type { Report } from './report.ts'

const { folder } = pack()
cpSync('test/package/guards', folder, { recursive: true })
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')

/** Runs the suite inside of the program, with the express of the folder of its tests. */
async function onExpress(): Promise<Report> {
  const express = resolve('test/frameworks/express4/node_modules/express')
  if (!existsSync(express)) return skip('test/frameworks/express4')
  symlinkSync(express, join(folder, 'node_modules/express'))
  const { passed, wrong } = JSON.parse(
    run('node', ['express.mjs'], { cwd: folder }).trimEnd().split('\n').at(-1)!,
  ) as { passed: number; wrong: string[] }
  for (const line of wrong) console.log(`Express 4 with the packed library: ${line}`)
  return { passed, failed: wrong.length, skipped: [] }
}

/** Bundles the worker as its author would, serves it by workerd, and asks it over sockets. */
async function onWorkerd(): Promise<Report> {
  const workerd = resolve('test/runtimes/node_modules/.bin/workerd')
  if (!existsSync(workerd)) return skip('test/runtimes')
  writeFileSync(
    join(folder, 'worker.ts'),
    "import { handle } from './routes.ts'\nexport default { fetch: handle }\n",
  )
  const bundle = await rolldown({
    input: join(folder, 'worker.ts'),
    external: ['node:net'],
    logLevel: 'silent',
  })
  await bundle.write({ file: join(folder, 'worker.js') })
  await bundle.close()
  writeFileSync(
    join(folder, 'workerd.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "guards", worker = .guards)],
  sockets = [(name = "http", http = (), service = "guards")],
);
const guards :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "2025-06-01",
);
`,
  )
  const args = ['serve', join(folder, 'workerd.capnp'), '--socket-addr=http=127.0.0.1:0', '--control-fd=1']
  const server = spawn(workerd, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  try {
    const port = await new Promise<number>((listens, fails) => {
      server.once('error', fails)
      server.once('exit', (code) => fails(new Error(`workerd ended with ${code}`)))
      server.stdout
        .setEncoding('utf8')
        .once('data', (line: string) => listens((JSON.parse(line) as { port: number }).port))
    })
    const report: Report = { passed: 0, failed: 0, skipped: [] }
    for (const { run: check } of httpConformance({ port })) {
      try {
        await check()
        report.passed++
      } catch (error) {
        console.log(`workerd with the packed library: ${String(error)}`)
        report.failed++
      }
    }
    return report
  } finally {
    server.removeAllListeners('exit').kill()
  }
}

function skip(needed: string): Report {
  return { passed: 0, failed: 0, skipped: [`${needed}: not installed (npm ci --prefix ${needed})`] }
}

const reports = [await onExpress(), await onWorkerd()]
const failed = reports.reduce((sum, report) => sum + report.failed, 0)
console.log(
  JSON.stringify({
    passed: reports.reduce((sum, report) => sum + report.passed, 0),
    failed,
    skipped: reports.flatMap(({ skipped }) => skipped),
  }),
)
process.exitCode = failed > 0 ? 1 : 0
