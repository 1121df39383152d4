/**
 * Makes the pictures of the documents, docs/pictures/*.png, in the Chromium of the machine: `npm run pictures`.
 *
 * Each is of a program as it runs, with data that does not change from one day to the next.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { defineApp, latchkey, lockOf } from '../src/index.ts'
import { toKeyText } from '../src/seal/key-text.ts'
import { pictureOfShareLinks } from './pictures/share-links.ts'

const folder = 'docs/pictures'
/** A README that loads slowly is not read. */
const mostBytes = 200_000
const vite = 'inspector/node_modules/vite/bin/vite.js'
if (!existsSync(vite)) {
  console.error('the inspector cannot be built here: npm ci --prefix inspector')
  process.exit(1)
}

/** A compact token of a blog, narrowed once, with its lock. */
async function pictureOfInspector(): Promise<string> {
  const { status } = spawnSync(process.execPath, [vite, 'build', 'inspector', '--logLevel=error'], {
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error('the inspector was not built')
  const now = new Date('2026-11-02T09:30:00Z')
  const blog = defineApp('blog', {
    Post: { id: 'int', permissions: ['read', 'change', 'publish'] },
    Comment: { id: 'uuid', permissions: ['read', 'moderate'] },
  })
  const lock = lockOf([blog])
  const secrets = toKeyText(Uint8Array.from({ length: 32 }, (_, index) => (37 * index + 11) % 256))
  const made = latchkey({ secrets, apps: [blog], lock, clock: () => now.getTime() - 2 * 86_400_000 })
  const held = latchkey({ secrets, apps: [blog], lock, clock: () => now.getTime() })
  const { scope } = held
  const token = made.tokens.generate(
    scope.union(scope.accessModel(blog.Post, 'read', 'change'), scope.accessModel(blog.Comment, 'read')),
    { expiresIn: '7d', subject: 'ann@example.org' },
  )
  const weaker = held.tokens.narrow(token, {
    to: scope.union(...[42, 43, 48].map((id) => scope.accessObj(blog.Post(id), 'read'))),
    expiresIn: '1d',
  })
  // As large as a README shows it.
  const viewport = { width: 1280, height: 900 }
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
    ],
  })
  const page = await browser.newPage({ viewport, deviceScaleFactor: 0.7, colorScheme: 'light' })
  await page.clock.setFixedTime(now)
  await page.goto(`${pathToFileURL('inspector/dist/index.html').href}#token=${weaker}`)
  await page.click('.lock summary')
  await page.fill('#lock-text', JSON.stringify(lock))
  await page.click('.lock summary')
  await page.fill('#secret', secrets)
  await page.fill('#required', 'blog.Post:42#read')
  // Before anything is scrolled.
  const { y, height } = (await page.locator('.bytes').boundingBox())!
  await page.hover('.map [data-index="1"]')
  const path = `${folder}/inspector.png`
  await page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width: 1280, height: y + height + 24 } })
  await browser.close()
  return path
}

for (const path of [await pictureOfInspector(), await pictureOfShareLinks()]) {
  const { length } = readFileSync(path)
  if (length > mostBytes) throw new Error(`${path} has ${length} bytes`)
  console.log(`${path}  ${length} bytes`)
}
