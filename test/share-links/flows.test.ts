/**
 * What people do with the app, in Chromium: once as it is, and once with scripts off.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { tokenPattern } from 'latchkey'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fillIn, hasBrowser, makeLink, newPage, openBrowser, signIn } from './browser.ts'
import { type Server, startServer } from './server.ts'

async function title(page: Page): Promise<string> {
  return (await page.locator('h1').textContent())!.trim()
}
async function rows(page: Page): Promise<string[]> {
  return (await page.locator('.posts h2 a').allTextContents()).map((text) => text.trim())
}

describe.skipIf(!hasBrowser).each([{ javaScriptEnabled: true }, { javaScriptEnabled: false }])(
  'in Chromium, $javaScriptEnabled for scripts',
  (options) => {
    let browser: Browser
    let server: Server
    /** Who makes links, and somebody else at another computer. */
    let maker: Page
    let receiver: Page
    beforeAll(async () => {
      ;[browser, server] = await Promise.all([openBrowser(), startServer()])
      maker = await newPage(browser, options)
      receiver = await newPage(browser, options)
      await signIn(maker, server.address, 'Ada')
    })
    afterAll(async () => {
      await browser?.close()
      await server?.stop()
    })
    /** What the receiver sees at an address. */
    async function visit(link: string): Promise<string> {
      await receiver.goto(link)
      return title(receiver)
    }

    test('each person sees what the role may see, and who is signed out sees nothing', async () => {
      const seen: Record<string, string> = {}
      for (const name of ['Ada', 'Bruno', 'Chiyo'] as const) {
        const page = await newPage(browser, options)
        await signIn(page, server.address, name)
        seen[name] = (await page.getByRole('status').textContent())!.trim()
        await page.getByRole('button', { name: 'Sign out' }).click()
        expect(await title(page)).toBe('Who are you today?')
        await page.goto(`${server.address}/posts`)
        expect(await title(page)).toBe('Who are you today?')
        await page.context().close()
      }
      expect(seen).toEqual({ Ada: '1,008 posts', Bruno: '8 posts', Chiyo: '6 posts' })
    })

    test('posts are searched and turned over page by page', async () => {
      await maker.goto(`${server.address}/posts`)
      await maker.getByRole('searchbox').fill('LOCKSMITH')
      await maker.getByRole('button', { name: 'Search' }).click()
      expect(await rows(maker)).toEqual(['What the locksmith taught me'])
      await maker.getByRole('searchbox').fill('logbook 1931-02')
      await maker.getByRole('searchbox').press('Enter')
      expect(await maker.getByRole('status').textContent()).toContain('28 posts with “logbook 1931-02”')
      await maker.getByRole('link', { name: 'Next' }).click()
      expect((await rows(maker)).at(-1)).toBe('Logbook of Gull Rock, 1931-02-28')
      await maker.getByRole('searchbox').fill('%_"<b>')
      await maker.getByRole('searchbox').press('Enter')
      expect(await maker.getByRole('status').textContent()).toContain('0 posts with “%_"<b>”')
      expect(await maker.locator('.empty').textContent()).toContain('has these words in it')
    })

    test('a link to two posts opens these and no other, and its address stays nowhere', async () => {
      const link = await makeLink(maker, server.address, ['The keeper’s spare key', 'Night boat'], {
        name: 'Dora',
      })
      expect(await visit(link)).toBe('Posts for you')
      expect(receiver.url()).not.toContain('token')
      expect(await rows(receiver)).toEqual(['The keeper’s spare key', 'Night boat to the island'])
      const base = receiver.url()
      await receiver.getByRole('link', { name: 'Night boat' }).click()
      expect(await title(receiver)).toBe('Night boat to the island')
      expect(await receiver.getByText('Change this post').count()).toBe(0)
      expect(await visit(`${base}/posts/2`)).toBe('This link does not go that far')
      expect(await visit(base.replace(/.{4}$/, '0000'))).toBe('This link does not work')
    })

    test('a link to change changes its post', async () => {
      const link = await makeLink(maker, server.address, ['A door that'], { right: 'Read and change' })
      expect(await visit(link)).toBe('A door that opens one way')
      await receiver.getByText('Change this post').click()
      await receiver.getByLabel('Title').fill('A door that opens <both> ways')
      await receiver.getByLabel('Text').fill('Two.\n\n<script>document.title = 1</script>')
      await receiver.getByRole('button', { name: 'Save' }).click()
      await receiver.waitForURL(/posts\/2$/)
      expect(await title(receiver)).toBe('A door that opens <both> ways')
      expect(await receiver.locator('article p').allTextContents()).toEqual([
        'Two.',
        '<script>document.title = 1</script>',
      ])
      await maker.goto(`${server.address}/posts/2`)
      expect(await title(maker)).toBe('A door that opens <both> ways')
    })

    test('a link that opens once opens once, and looking at it uses nothing up', async () => {
      const link = await makeLink(maker, server.address, ['What the tide table'], {
        uses: 'Once',
        name: 'Once',
      })
      for (let look = 0; look < 3; look++) expect(await visit(link)).toBe('Have you time to read now?')
      await maker.goto(`${server.address}/links`)
      expect(await maker.locator('.links li', { hasText: 'Once' }).textContent()).toContain('1 of 1')
      await receiver.getByRole('button', { name: 'Open it' }).click()
      expect(await title(receiver)).toBe('What the tide table leaves out')
      await visit(link)
      await receiver.getByRole('button', { name: 'Open it' }).click()
      expect(await title(receiver)).toBe('This link is used up')
      await maker.reload()
      expect(await maker.locator('.links li', { hasText: 'Once' }).count()).toBe(0)
    })

    test('uses are counted down on the list', async () => {
      const link = await makeLink(maker, server.address, ['The keeper', 'Night boat'], {
        uses: '3 times',
        name: 'Three',
      })
      await visit(link)
      await receiver.getByRole('button', { name: 'Open it' }).click()
      expect(await title(receiver)).toBe('2 posts for you')
      await maker.goto(`${server.address}/links`)
      expect(await maker.locator('.links li', { hasText: 'Three' }).textContent()).toContain('2 of 3')
    })

    test('a form that asks for what cannot be says so, and keeps what was filled in', async () => {
      await maker.goto(`${server.address}/share?post=1`)
      for (const label of ['Read and change', '1 day', 'Once'])
        await maker.getByRole('radio', { name: label, exact: true }).check()
      await maker.getByRole('combobox').fill('Emil')
      await maker.getByRole('button', { name: 'Make the link' }).click()
      expect(await maker.getByRole('alert').textContent()).toContain('is for reading')
      expect(await maker.getByRole('radio', { checked: true }).count()).toBe(3)
      expect(await maker.getByRole('combobox').inputValue()).toBe('Emil')
      expect(await fillIn(maker, { right: 'Read' })).toContain('/open?token=')
    })

    test('a receiver passes on a weaker link, which dies with the first', async () => {
      const link = await makeLink(maker, server.address, ['A door', 'Night boat', 'The keeper'], {
        right: 'Read and change',
        lifetime: '1 day',
        name: 'Hugo',
      })
      await visit(link)
      await receiver.getByRole('link', { name: 'Pass on a weaker link' }).click()
      await receiver.getByRole('checkbox', { name: 'Night boat' }).uncheck()
      await receiver.getByRole('checkbox', { name: 'The keeper' }).uncheck()
      const weaker = await fillIn(receiver, { right: 'Read', lifetime: '30 days' })
      // It ends with the first.
      const until = new Date((await receiver.locator('time').first().getAttribute('datetime'))!)
      expect(Number(until) - Date.now()).toBeLessThanOrEqual(86_400_000)

      const third = await newPage(browser, options)
      await third.goto(weaker)
      expect(await title(third)).toBe('A door that opens <both> ways')
      expect(await third.getByText('Change this post').count()).toBe(0)
      await third.goto(third.url().replace('/posts/2', '/posts/4'))
      expect(await title(third)).toBe('This link does not go that far')

      await maker.goto(`${server.address}/links`)
      await maker.locator('.links li', { hasText: 'Hugo' }).getByRole('button').click()
      expect(await maker.getByRole('status').textContent()).toContain('The link is taken back.')
      for (const dead of [link, weaker]) {
        await third.goto(dead)
        expect(await title(third)).toBe('This link was taken back')
      }
      await third.context().close()
    })

    test('links are taken back by person and by post', async () => {
      const [dora, other, both] = [
        await makeLink(maker, server.address, ['The keeper'], { name: 'Dora' }),
        await makeLink(maker, server.address, ['The keeper'], { name: 'Franz' }),
        await makeLink(maker, server.address, ['The keeper', 'Night boat'], { name: 'Gerda' }),
      ]
      await maker.goto(`${server.address}/links`)
      await maker.getByLabel('All links to a person').selectOption('Dora')
      await maker.locator('.many form', { hasText: 'person' }).getByRole('button').click()
      expect(await maker.getByRole('status').textContent()).toContain(
        'All links to this person are taken back.',
      )
      expect(await maker.locator('.links li', { hasText: 'Dora' }).count()).toBe(0)
      expect(await visit(dora)).toBe('This link was taken back')
      expect(await visit(other)).toBe('The keeper’s spare key')

      await maker.getByLabel('All links to a post').selectOption('The keeper’s spare key')
      await maker.locator('.many form', { hasText: 'post' }).getByRole('button').click()
      expect(await visit(other)).toBe('This link was taken back')
      // A link to several goes on with the others.
      expect(await visit(both)).toBe('Night boat to the island')
      expect(
        await maker.locator('.links li', { hasText: 'Gerda' }).locator('.what li').allTextContents(),
      ).toEqual(['Night boat to the island'])
      // And who shares it again, shares it.
      expect(await visit(await makeLink(maker, server.address, ['The keeper']))).toBe(
        'The keeper’s spare key',
      )

      await maker.goto(`${server.address}/posts/1`)
      await maker.getByRole('button', { name: 'Take back all links to it' }).click()
      expect(await maker.getByRole('status').textContent()).toContain(
        'All links to this post are taken back.',
      )
    })

    test('a thousand posts go into one link, and a part of them into a weaker one', async () => {
      await maker.goto(`${server.address}/posts?q=logbook`)
      await maker.getByRole('link', { name: 'Share all 1,000 posts' }).click()
      const link = await fillIn(maker, {})
      expect(await visit(link)).toBe('Posts for you')
      expect(await receiver.getByRole('status').textContent()).toContain('1,000 posts')
      await receiver.getByRole('searchbox').fill('1933-05')
      await receiver.getByRole('button', { name: 'Search' }).click()
      expect(await receiver.getByRole('status').textContent()).toContain('31 posts')
      await receiver.getByRole('link', { name: 'Pass on a weaker link' }).click()
      const weaker = await fillIn(receiver, {})
      await visit(weaker)
      expect(await receiver.getByRole('status').textContent()).toContain('31 posts')
    })

    test('everything is reached and used by the keyboard alone', async () => {
      const page = await newPage(browser, options)
      await page.goto(server.address)
      await page.keyboard.press('Tab')
      expect(await page.locator(':focus').textContent()).toBe('Skip to the content')
      await page.keyboard.press('Enter')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Posts', level: 1 }).waitFor()
      const reached: string[] = []
      for (let step = 0; step < 9; step++) {
        await page.keyboard.press('Tab')
        reached.push(
          (
            await page.locator(':focus').evaluate((at) => at.getAttribute('aria-label') ?? at.textContent)
          ).trim(),
        )
      }
      expect(reached.slice(1)).toEqual([
        'Gull Rock',
        'Posts',
        'Links',
        'Sign out',
        '',
        'Search',
        'Choose “The keeper’s spare key”',
        'The keeper’s spare key',
      ])
      await page.keyboard.press('Shift+Tab')
      await page.keyboard.press('Space')
      const bar = page.getByRole('button', { name: 'Share the chosen posts' })
      await bar.focus()
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Share a post' }).waitFor()
      await page.context().close()
    })

    test('a button copies the link, and is not there where it could not', async () => {
      await maker.context().grantPermissions(['clipboard-read', 'clipboard-write'])
      const link = await makeLink(maker, server.address, ['Night boat'])
      const button = maker.getByRole('button', { name: 'Copy' })
      expect(await button.isVisible()).toBe(options.javaScriptEnabled)
      if (!options.javaScriptEnabled) return
      await button.click()
      await maker.getByText('Copied.').waitFor()
      expect(await maker.evaluate(() => navigator.clipboard.readText())).toBe(link)
    })

    test('no token is in a line of the log or in a file', async () => {
      expect(server.output.split('\n').length).toBeGreaterThan(50)
      expect(server.output).not.toMatch(tokenPattern)
      const files = readdirSync(server.folder).filter((file) => file !== 'secret')
      const found = files.filter((name) =>
        tokenPattern.test(readFileSync(`${server.folder}/${name}`, 'latin1')),
      )
      expect(found).toEqual([])
    })
  },
)
