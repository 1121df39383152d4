/**
 * Every page in Chromium, narrow and wide, light and dark: what assistive programs are told, axe, shifts of the layout, and a screenshot
 * in `.screenshots`, which Git ignores, to be looked at.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasBrowser, makeLink, newPage, openBrowser, signIn } from './browser.ts'
import { scenes } from './scenes.ts'
import { root, type Server, startServer } from './server.ts'

const folder = join(root, '.screenshots/share-links')
/** What differs in the dark. */
const ofColors = ['color-contrast', 'link-in-text-block']
const sizes = { narrow: { width: 390, height: 844 }, wide: { width: 1280, height: 900 } }

describe.skipIf(!hasBrowser)('a page in Chromium', () => {
  let browser: Browser
  let server: Server
  beforeAll(async () => {
    mkdirSync(folder, { recursive: true })
    ;[browser, server] = await Promise.all([openBrowser(), startServer()])
    // What the list of links shows.
    const page = await newPage(browser)
    await signIn(page, server.address, 'Ada')
    await makeLink(page, server.address, ['The keeper’s spare key'], { name: 'Dora', uses: '10 times' })
    await makeLink(
      page,
      server.address,
      ['Donaudampf', 'Inventory of the lamp room', 'A door', 'Night boat'],
      {
        right: 'Read and change',
        name: 'Wilhelmina Konstantinopolitanskaya-Featherstonehaugh von und zu Oberhausen',
      },
    )
    await makeLink(page, server.address, ['Night boat'], { lifetime: '1 hour' })
    await page.context().close()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })

  test.each(scenes)('$name', async ({ name, go }) => {
    const faults: string[] = []
    const said: string[] = []
    for (const [size, viewport] of Object.entries(sizes)) {
      const page = await newPage(browser, { viewport })
      await page.addInitScript(watchShifts)
      await go(page, server)
      said.push(steady(await page.locator('body').ariaSnapshot()))
      const shift = await page.evaluate(() => (Reflect.get(window, 'shifted') as () => number)())
      if (shift > 0) faults.push(`${size}: things moved by ${shift}`)
      const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      if (excess > 0) faults.push(`${size}: ${excess} pixels wider than the window`)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        const found = await violations(page, ...(colorScheme === 'dark' ? ofColors : []))
        faults.push(...found.map((violation) => `${size}, ${colorScheme}: ${violation}`))
        await page.screenshot({ path: join(folder, `${name}-${size}-${colorScheme}.png`), fullPage: true })
      }
      await page.context().close()
    }
    expect(faults).toEqual([])
    // What is read out does not depend on the width.
    expect(said[0]).toBe(said[1])
    await expect(said[0]).toMatchFileSnapshot(`snapshots/${name}.txt`)
  })
})

/** Runs in the page, before anything else does. What moves since somebody pressed something is meant to (as in Cumulative Layout Shift). */
function watchShifts(): void {
  let sum = 0
  Reflect.set(window, 'shifted', () => sum)
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & {
      value: number
      hadRecentInput: boolean
    })[])
      if (!entry.hadRecentInput) sum += entry.value
  }).observe({ type: 'layout-shift', buffered: true })
}

/** What axe finds by all its rules, or by those that colors matter to. It comes by the debugger, which no policy of the page stops. */
async function violations(page: Page, ...rules: string[]): Promise<string[]> {
  if (rules.length === 0) await page.evaluate(axe.source)
  return page.evaluate(async (runOnly) => {
    const options = { resultTypes: ['violations' as const], ...(runOnly.length > 0 && { runOnly }) }
    const found = await (Reflect.get(window, 'axe') as typeof axe).run(options)
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    )
  }, rules)
}

/** Without what differs from run to run. */
function steady(snapshot: string): string {
  return snapshot
    .replaceAll(/lk[\w-]{30,}/g, '<token>')
    .replaceAll(/[0-9a-f]{32}/g, '<id>')
    .replaceAll(/127\.0\.0\.1:\d+/g, '<host>')
    .replaceAll(/\d{1,2} \w+ \d{4} at \d\d:\d\d UTC/g, '<time>')
}
