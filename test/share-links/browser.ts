/**
 * Debian's Chromium, driven by playwright-core. `CHROMIUM` names another program.
 */
import { existsSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const program = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
/** Without it the tests are skipped by name. */
export const hasBrowser: boolean = existsSync(program)

export async function openBrowser(): Promise<Browser> {
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

/** A page of a person who was never here. */
export async function newPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  return page
}

export async function signIn(page: Page, address: string, name: 'Ada' | 'Bruno' | 'Chiyo'): Promise<void> {
  await page.goto(address)
  await page.getByRole('button', { name: `Sign in as ${name}` }).click()
  await page.getByRole('heading', { name: 'Posts', level: 1 }).waitFor()
}

/** What is chosen in the form of a link, by its labels. */
export interface Choices {
  readonly right?: 'Read' | 'Read and change'
  readonly lifetime?: string
  readonly uses?: string
  readonly name?: string
}

/** Makes a link to these posts by the forms, and returns its address. */
export async function makeLink(
  page: Page,
  address: string,
  posts: readonly string[],
  choices: Choices = {},
): Promise<string> {
  await page.goto(`${address}/posts`)
  for (const title of posts) await page.getByRole('checkbox', { name: `Choose “${title}` }).check()
  await page.getByRole('button', { name: 'Share the chosen posts' }).click()
  return fillIn(page, choices)
}

/** Fills in the form that is open, and returns the address of the link. */
export async function fillIn(page: Page, { right, lifetime, uses, name }: Choices): Promise<string> {
  for (const label of [right, lifetime, uses])
    if (label !== undefined) await page.getByRole('radio', { name: label, exact: true }).check()
  if (name !== undefined) await page.getByRole('combobox', { name: 'Whom is it for?' }).fill(name)
  await page.getByRole('button', { name: 'Make the' }).click()
  return page.getByLabel('Copy it now').inputValue()
}
