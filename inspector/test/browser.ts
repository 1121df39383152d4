/**
 * The built page in a real Chromium: opened as a file, with everything that it may not do written down.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import axe from 'axe-core'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { build } from 'vite'

export const program: string = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
export const hasChromium: boolean = existsSync(program)

/** What a page did that it may not do. */
export interface Deeds {
  /** Every request but that for the page itself. */
  readonly requests: string[]
  /** Errors of its program, and what its policy refused. */
  readonly errors: string[]
}
export interface Opened extends Deeds {
  readonly page: Page
}
export interface Inspector {
  readonly html: Buffer
  /** Opens the page; the clock stands at `now` where it is given. */
  open(options?: {
    readonly width?: number
    readonly fragment?: string
    readonly now?: Date
  }): Promise<Opened>
  close(): Promise<void>
}

/** Builds the page and starts the browser. */
export async function startInspector(): Promise<Inspector> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-inspector-'))
  await build({
    configFile: resolve(import.meta.dirname, '../vite.config.ts'),
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true },
  })
  const file = join(folder, 'index.html')
  const browser = await launch()
  return {
    html: readFileSync(file),
    async open({ width = 1280, fragment = '', now } = {}) {
      const context = await browser.newContext({ viewport: { width, height: 900 } })
      context.setDefaultTimeout(20_000)
      const page = await context.newPage()
      if (now !== undefined) await page.clock.setFixedTime(now)
      const address = pathToFileURL(file).href + fragment
      const deeds: Deeds = { requests: [], errors: [] }
      page.on('request', (request) => {
        const url = request.url()
        if (!url.startsWith('data:') && url.split('#')[0] !== address.split('#')[0]) deeds.requests.push(url)
      })
      page.on('pageerror', (error) => deeds.errors.push(error.message))
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') deeds.errors.push(message.text())
      })
      await page.addInitScript(watchShifts)
      await page.goto(address)
      return { page, ...deeds }
    },
    async close() {
      await browser.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: program,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

interface Shift extends PerformanceEntry {
  readonly value: number
  readonly hadRecentInput: boolean
  readonly sources: readonly { readonly node: Node | null }[]
}

/** Runs in the page: writes down which parts move by themselves. */
function watchShifts(): void {
  const shifts: string[] = []
  Object.assign(globalThis, { shifts })
  new PerformanceObserver((list) => {
    for (const { hadRecentInput, value, sources } of list.getEntries() as Shift[]) {
      const moved = sources.map(({ node }) =>
        node instanceof Element ? node.outerHTML : String(node?.textContent),
      )
      if (!hadRecentInput)
        shifts.push(`${value}: ${moved.map((text) => text.trim().slice(0, 60)).join(' | ')}`)
    }
  }).observe({ type: 'layout-shift', buffered: true })
}

/** Which parts of the page moved by themselves. */
export function shiftsOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(
    () =>
      new Promise<string[]>((done) => {
        requestAnimationFrame(() =>
          requestAnimationFrame(() => done((globalThis as unknown as { shifts: string[] }).shifts)),
        )
      }),
  )
}

/** What axe finds wrong, a line each: by all of its rules, or by some. */
export async function violations(page: Page, rules?: string[]): Promise<readonly string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(async (only) => {
    const { axe: runner } = globalThis as unknown as { axe: typeof axe }
    const options = only === undefined ? {} : { runOnly: only }
    const { violations: found } = await runner.run(document, { ...options, resultTypes: ['violations'] })
    return found.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    )
  }, rules)
}
