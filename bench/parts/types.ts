/**
 * What large schemas cost the compiler: the programs of `tools/types-cost.ts`.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Section } from '../part.ts'

const root = join(import.meta.dirname, '../..')
/** The first of the programs is the one that is promised. */
const promised = '200 models with the same 20 permissions'

export async function measure(): Promise<Section> {
  const { stdout, stderr } = spawnSync('node', ['tools/types-cost.ts'], { cwd: root, encoding: 'utf8' })
  const programs = Array.from(
    stdout.matchAll(
      /^(?:FAIL )?(.+): [\d,]+ types, ([\d,]+)(?: of [\d,]+)?( more)? ?instantiations, checked in ([\d.]+) s$/gm,
    ),
    ([, name, instantiations, more, seconds]) => ({
      name: name!,
      instantiations: `${more === undefined ? '' : '+'}${instantiations}`,
      seconds: Number(seconds),
    }),
  )
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    devDependencies: { readonly typescript: string }
  }
  const main = programs.find(({ name }) => name === promised)
  if (main === undefined) throw new Error(`tools/types-cost.ts printed no figures:\n${stdout}${stderr}`)
  return {
    title: 'What types cost the compiler',
    text: [
      `Programs with large schemas, checked by TypeScript ${devDependencies.typescript}: wall time of the check, and instantiations of types, which are the same on every machine. Those of the Drizzle schema are beyond what it takes without latchkey.`,
    ],
    tables: [
      {
        columns: ['program', 's', 'instantiations'],
        rows: programs.map(({ name, seconds, instantiations }) => [name, seconds.toFixed(3), instantiations]),
      },
    ],
    plots: {
      types: {
        kind: 'bars',
        title: `200 models with 20 permissions each are checked in ${main.seconds.toFixed(2)} s`,
        label: 'time to check the program, s',
        logarithmic: false,
        rows: programs.map(({ name, seconds }) => ({
          name,
          value: seconds,
          own: !name.endsWith('alone'),
        })),
      },
    },
    figures: { 'types-200-models-seconds': main.seconds },
    goals: [
      {
        goal: 'type checking of 200 models with 20 permissions: under 1 s',
        measured: `${main.seconds.toFixed(2)} s`,
        reached: main.seconds < 1,
      },
    ],
  }
}
