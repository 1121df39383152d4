/**
 * Makes the pictures of the documents, docs/pictures/*.png, in the Chromium of the machine: `npm run pictures`.
 *
 * Each is of a program as it runs, with data that does not change from one day to the next.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { defineApp, latchkey, lockOf } from '../src/index.ts'
import { toKeyText } from '../src/seal/key-text.ts'

/** The part of playwright-core that is used: the types of the root do without the folder, which may not be installed. */
interface Page {
  readonly clock: { setFixedTime(time: Date): Promise<void> }
  goto(url: string): Promise<unknown>
  fill(selector: string, text: string): Promise<void>
  click(selector: string): Promise<void>
  hover(selector: string): Promise<void>
  locator(selector: string): { boundingBox(): Promise<{ y: number; height: number } | null> }
  screenshot(options: object): Promise<Uint8Array>
}
interface Browser {
  newPage(options: object): Promise<Page>
  close(): Promise<void>
}

const folder = 'docs/pictures'
/** A README that loads slowly is not read. */
const mostBytes = 200_000
const playwright = resolve('inspector/node_modules/playwright-core/index.mjs')
if (!existsSync(playwright)) {
  console.error('playwright-core is not installed: npm ci --prefix inspector')
  process.exit(1)
}

/** A compact token of a blog, narrowed once, with its lock. */
async function inspector(browser: Browser): Promise<Uint8Array> {
  const { status } = spawnSync(
    process.execPath,
    ['inspector/node_modules/vite/bin/vite.js', 'build', 'inspector', '--logLevel=error'],
    { stdio: 'inherit' },
  )
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
  return page.screenshot({ fullPage: true, clip: { x: 0, y: 0, width: 1280, height: y + height + 24 } })
}

const { chromium } = (await import(playwright)) as {
  chromium: { launch(options: { executablePath: string; args: string[] }): Promise<Browser> }
}
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
})
try {
  mkdirSync(folder, { recursive: true })
  for (const [name, take] of Object.entries({ inspector })) {
    const picture = await take(browser)
    if (picture.length > mostBytes) throw new Error(`${name}.png has ${picture.length} bytes`)
    writeFileSync(`${folder}/${name}.png`, picture)
    console.log(`${folder}/${name}.png  ${picture.length} bytes`)
  }
} finally {
  await browser.close()
}
