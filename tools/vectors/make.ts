// Writes the vectors: `node tools/vectors/make.ts`. With --check it writes nothing and exits 1 when a
// committed file differs, is missing or is unknown. With --details it prints what refused each invalid one.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { checkValues } from './checks.ts'
import { allFiles, details } from './collect.ts'
import { invalidBlocks } from './invalid-blocks.ts'
import { otherContexts } from './invalid-context.ts'
import { invalidExtras } from './invalid-extras.ts'
import { forgeries } from './invalid-forged.ts'
import { invalidIds } from './invalid-ids.ts'
import { keysAndOrder } from './invalid-keys.ts'
import { invalidNames } from './invalid-names.ts'
import { alone } from './invalid-lone.ts'
import { nearlyRight } from './invalid-near.ts'
import { unknownNumbers } from './invalid-numbers.ts'
import { invalidRoots } from './invalid-root.ts'
import { wrongChains } from './invalid-scope-chains.ts'
import { wrongIds } from './invalid-scope-ids.ts'
import { wrongScopes } from './invalid-scopes.ts'
import { invalidTexts } from './invalid-text.ts'
import { wrongTimes } from './invalid-times.ts'
import { invalidVarints } from './invalid-varints.ts'
import { lockedForms } from './locked-forms.ts'
import { lockedLacking } from './locked-lacking.ts'
import { lockedLives } from './locked-lives.ts'
import { lockedMeanings } from './locked-meanings.ts'
import { lockedNames } from './locked-names.ts'
import { lockedNarrowings } from './locked-narrow.ts'
import { lockedNumbers } from './locked-numbers.ts'
import { lockedOrder } from './locked-order.ts'
import { narrowings } from './narrowings.ts'
import { validChains } from './valid-chains.ts'
import { validIds } from './valid-ids.ts'
import { validOptions } from './valid-options.ts'
import { validScopes } from './valid-scopes.ts'

const target = join(import.meta.dirname, '../../vectors')

checkValues()
validScopes()
validIds()
validOptions()
validChains()
narrowings()
invalidTexts()
invalidRoots()
invalidExtras()
invalidVarints()
invalidNames()
invalidIds()
invalidBlocks()
unknownNumbers()
forgeries()
nearlyRight()
alone()
otherContexts()
keysAndOrder()
wrongTimes()
wrongScopes()
wrongIds()
wrongChains()
lockedForms()
lockedLives()
lockedLacking()
lockedNarrowings()
lockedNumbers()
lockedNames()
lockedMeanings()
lockedOrder()

/** Those of a real Django, in `django/`, are not made here. */
function committed(): string[] {
  return readdirSync(target, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => relative(target, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !path.startsWith('django/'))
}

function read(path: string): string | undefined {
  try {
    return readFileSync(join(target, path), 'utf8')
  } catch {
    return undefined
  }
}

function check(): string[] {
  const wrong = committed()
    .filter((path) => !allFiles().has(path))
    .map((path) => `unknown: ${path}`)
  for (const [path, content] of allFiles()) {
    const found = read(path)
    if (found === undefined) wrong.push(`missing: ${path}`)
    else if (found !== content) wrong.push(`differs: ${path}`)
  }
  return wrong
}

function write(): void {
  for (const [path, content] of allFiles()) {
    mkdirSync(dirname(join(target, path)), { recursive: true })
    writeFileSync(join(target, path), content)
  }
}

function counts(): string {
  const folders = new Map<string, number>()
  for (const path of allFiles().keys()) folders.set(dirname(path), (folders.get(dirname(path)) ?? 0) + 1)
  return [...folders].map(([folder, count]) => `${folder} ${String(count)}`).join(', ')
}

if (process.argv.includes('--details')) {
  for (const [path, detail] of details) console.log(`${path}\t${detail}`)
} else if (process.argv.includes('--check')) {
  const wrong = check()
  for (const line of wrong) console.log(line)
  console.log(counts())
  const failed = wrong.length
  console.log(JSON.stringify({ passed: Math.max(allFiles().size - failed, 0), failed, skipped: [] }))
  if (failed > 0) process.exitCode = 1
} else {
  write()
  console.log(`vectors written: ${counts()}`)
}
