/**
 * Every flow of the inspector, in a real Chromium, on the page as it is built.
 */
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { defineApp, keygen, latchkey, lockOf, narrow, scope } from 'latchkey'
import { djangoTokens } from 'latchkey/django'
import type { Page } from 'playwright-core'
import { decodeQR } from 'qr/decode.js'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { toKeyText } from '../../src/seal/key-text.ts'
import { hasChromium, program, shiftsOf, startInspector, violations } from './browser.ts'
import type { Inspector, Opened } from './browser.ts'

const now = new Date('2026-03-01T12:00:00Z')
const clock = (): number => now.getTime()
const secrets = toKeyText(Uint8Array.from({ length: 32 }, (_, index) => (37 * index + 11) % 256))
const { tokens } = latchkey({ secrets, apps: [], clock })
const blog = defineApp('blog', { Post: { id: 'int', permissions: ['read', 'change', 'publish'] } })
const lock = lockOf([blog])
const numbered = latchkey({ secrets, apps: [blog], lock, clock })

const django = djangoTokens({ secretKey: 'the key of a site', apps: [], clock })

const made = latchkey({ secrets, apps: [], clock: () => clock() - 86_400_000 }).tokens.generate(
  scope.parse('blog.Post#change,read shop#read'),
  { expiresIn: '7d', subject: 'ann@example.org' },
)
const second = narrow(made, { to: scope.parse('blog.Post:42#change,read blog.Post:43#read') })
const narrowed = narrow(second, {
  to: scope.parse('blog.Post:42#read'),
  expiresAt: new Date('2026-03-01T13:00:00Z'),
})
const thousand = tokens.generate(
  scope.union(...Array.from({ length: 1000 }, (_, index) => scope.parse(`blog.Post:${3 * index}#read`))),
)
const long = 'x'.repeat(255)
const longNames = tokens.generate(scope.parse(`${long}.${long}:${long}#${long}`), { subject: long })

let inspector: Inspector
const opened: Opened[] = []

async function open(options: Parameters<Inspector['open']>[0] = {}): Promise<Page> {
  const page = await inspector.open({ now, ...options })
  opened.push(page)
  return page.page
}
async function openWith(token: string, options: Parameters<Inspector['open']>[0] = {}): Promise<Page> {
  return open({ ...options, fragment: `#token=${encodeURIComponent(token)}` })
}
const diagnosis = (page: Page): Promise<string> => page.locator('#diagnosis').innerText()
const panel = (page: Page, name: string): ReturnType<Page['getByRole']> =>
  page.getByRole('region', { name, exact: true })

/** Draws the code, and reads it with a library that has nothing to do with the one that made it. */
const read = async (page: Page): Promise<string> => {
  const { pixels, edge } = await page.locator('.qr svg').evaluate(async (element) => {
    const picture = element.cloneNode(true) as SVGElement
    const size = 4 * Number(picture.getAttribute('viewBox')!.split(' ')[2])
    picture.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
    picture.setAttribute('width', String(size))
    picture.setAttribute('height', String(size))
    const image = new Image()
    image.src = `data:image/svg+xml;base64,${btoa(picture.outerHTML.replaceAll(/<!--.*?-->/g, ''))}`
    await image.decode()
    const canvas = new OffscreenCanvas(size, size).getContext('2d')!
    canvas.drawImage(image, 0, 0)
    const { data } = canvas.getImageData(0, 0, size, size)
    return {
      pixels: Array.from({ length: size * size }, (_, index) => (data[4 * index]! > 127 ? '1' : '0')).join(
        '',
      ),
      edge: size,
    }
  })
  const data = Uint8Array.from(
    pixels.split('').flatMap((pixel) => (pixel === '1' ? [255, 255, 255, 255] : [0, 0, 0, 255])),
  )
  return decodeQR({ width: edge, height: edge, data })
}

const nothing = async (): Promise<void> => {}

describe.skipIf(!hasChromium)(`in Chromium (${program})`, () => {
  beforeAll(async () => {
    inspector = await startInspector()
  })
  afterAll(() => inspector?.close())
  // Whatever a test does: no request, no error, nothing refused by the policy, nothing stored.
  afterEach(async () => {
    for (const { page, requests, errors } of opened.splice(0)) {
      assert.deepEqual({ requests, errors }, { requests: [], errors: [] })
      const stored = await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])
      assert.deepEqual(stored, [0, 0, ''])
      await page.context().close()
    }
  })

  describe('the file', () => {
    test('is one of less than 60 kB as it travels', () => {
      expect(brotliCompressSync(inspector.html).length).toBeLessThan(60_000)
    })

    test('has a policy under which nothing can be loaded, and names its script and style by their hashes', () => {
      const html = inspector.html.toString()
      const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html)![1]!
      expect(policy.replaceAll(/sha256-[\w+/]{43}=/g, 'sha256-…')).toMatchInlineSnapshot(
        `"default-src 'none'; connect-src 'none'; script-src 'sha256-…'; style-src 'sha256-…'; img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types lit-html"`,
      )
      expect(html).toMatch(
        /<!--\nWhat is in this page besides latchkey:\n\n@noble\/hashes\n[^]*lean-qr\n[^]*lit-html\n/,
      )
      expect(html.match(/(?:src|href)="(?!data:)[^"]*"/g)).toBeNull()
    })
  })

  describe('the token', () => {
    test('is taken from the fragment, which is then empty', async () => {
      for (const fragment of [`#token=${made}`, `#${made}`]) {
        const page = await open({ fragment })
        expect(await page.getByLabel('Token, link or Authorization header').inputValue()).toBe(made)
        expect(await page.evaluate(() => location.hash)).toBe('')
      }
    })

    test('is none where the fragment is something else, however it is encoded', async () => {
      const page = await open({ fragment: '#%E0%A4%A' })
      expect(await diagnosis(page)).toContain('Not a latchkey token')
    })

    test('is typed, and all that is said of it reached, by the keyboard alone', async () => {
      const page = await open()
      for (let stop = 0; stop < 3; stop++) await page.keyboard.press('Tab')
      await page.keyboard.insertText(narrowed)
      expect(await diagnosis(page)).toContain('A whole latchkey token')
      const stops: string[] = []
      for (let stop = 0; stop < 10; stop++) {
        await page.keyboard.press('Tab')
        const { id, role, name } = await page.evaluate(() => {
          const element = document.activeElement as HTMLInputElement
          return { id: element.id, role: element.role ?? element.localName, name: element.name ?? '' }
        })
        stops.push(id || `${role} ${name}`.trim())
      }
      expect(stops).toEqual([
        'input layer',
        'option',
        'group',
        'summary',
        'secret',
        'input',
        'required',
        'button',
        'max-age',
        'salt',
      ])
    })

    test('is never taken from the query', async () => {
      const page = await open({ fragment: `?token=${made}` })
      expect(await page.getByLabel('Token, link or Authorization header').inputValue()).toBe('')
    })

    test('is found in a link and in a header, and said to be whole', async () => {
      const page = await open()
      const field = page.getByLabel('Token, link or Authorization header')
      await field.fill(`https://blog.example/posts/42?page=2&token=${made}`)
      expect(await diagnosis(page)).toContain('A whole latchkey token')
      expect(await diagnosis(page)).toContain('in the query of a link')
      await field.fill(`Authorization: Bearer ${made}`)
      expect(await diagnosis(page)).toContain('in an Authorization header')
    })

    test('that was cut off or damaged is explained as far as it goes', async () => {
      const page = await open()
      const field = page.getByLabel('Token, link or Authorization header')
      await field.fill(made.slice(0, -8))
      expect(await diagnosis(page)).toContain('A token that was cut off')
      await page.getByRole('option', { name: /^Issued: 2026-02-28/ }).hover()
      expect(await panel(page, 'Byte by byte').innerText()).toContain('2026-02-28 12:00:00 UTC')
      await field.fill(made.replace(/.$/, '+'))
      expect(await diagnosis(page)).toContain('A mistyped token')
      expect(await page.getByRole('heading', { name: 'What it says' }).count()).toBe(0)
    })

    test('of somebody else is said to be none of ours', async () => {
      const page = await open()
      await page
        .getByLabel('Token, link or Authorization header')
        .fill('eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl')
      expect(await diagnosis(page)).toContain('It is a JSON Web Token.')
    })

    test('that is a secret is taken out of the field at once', async () => {
      const page = await open()
      await page.getByLabel('Token, link or Authorization header').fill(`LATCHKEY_SECRETS=${secrets}`)
      expect(await diagnosis(page)).toContain('A secret, not a token')
      expect(await page.getByLabel('Token, link or Authorization header').inputValue()).toBe('')
      expect(await page.content()).not.toContain(secrets)
    })
  })

  describe('what it says', () => {
    test('is told in facts, on a line of time and as a tree whose layers take away', async () => {
      const page = await openWith(narrowed)
      expect(await panel(page, 'What it says').ariaSnapshot()).toMatchInlineSnapshot(`
        "- region "What it says":
          - heading "What it says" [level=2]
          - text: unverified
          - term: Life
          - definition: 1 hour left
          - term: Given to
          - definition: ann@example.org
          - term: Narrowed
          - definition: 2 times
          - term: Flags
          - definition: none
          - term: Key id
          - definition: "207"
          - term: Id
          - definition:
            - code: f6714afc0f46458ac27da10f284e6a33"
      `)
      expect(await panel(page, 'Time').ariaSnapshot()).toMatchInlineSnapshot(`
        "- region "Time":
          - heading "Time" [level=2]
          - list:
            - listitem:
              - strong: Issued
              - time: 2026-02-28 12:00:00 UTC
              - text: 1 day ago
            - listitem:
              - strong: Ends as made
              - time: 2026-03-07 12:00:00 UTC
              - text: in 6 days
            - listitem:
              - strong: Ends by narrowing 2
              - time: 2026-03-01 13:00:00 UTC
              - text: in 1 hour
            - listitem:
              - strong: Now
              - time: 2026-03-01 12:00:00 UTC"
      `)
      expect(await panel(page, 'Scope').ariaSnapshot()).toMatchInlineSnapshot(`
        "- region "Scope":
          - heading "Scope" [level=2]
          - group "Layer by layer":
            - text: Layer by layer
            - radio "As made"
            - text: As made
            - radio "Narrowing 1"
            - text: Narrowing 1
            - radio "Narrowing 2" [checked]
            - text: Narrowing 2
          - paragraph:
            - text: Limits to
            - code: blog.Post:42#read
            - text: ", until 2026-03-01 13:00:00 UTC"
          - list:
            - listitem:
              - text: Everything
              - list:
                - listitem:
                  - text: blog
                  - list:
                    - listitem:
                      - text: Post
                      - deletion: change −1 , taken away by narrowing 1
                      - deletion: read −1 , taken away by narrowing 1
                      - list:
                        - listitem:
                          - text: object
                          - deletion: change −2 , taken away by narrowing 2
                          - text: read
                          - code: "42"
                        - listitem:
                          - text: object
                          - deletion: read −2 , taken away by narrowing 2
                          - code: "43"
                - listitem:
                  - text: shop
                  - deletion: read −1 , taken away by narrowing 1"
      `)
      await page.getByLabel('As made').check()
      expect(await panel(page, 'Scope').locator('.tree').innerText()).toBe(
        'Everything\nblog\nPost\nchange\nread\nshop\nread',
      )
      // The arrows go from layer to layer.
      await page.keyboard.press('ArrowRight')
      expect(await page.getByRole('radio', { name: 'Narrowing 1' }).isChecked()).toBe(true)
      expect(await panel(page, 'Scope').locator('del').allTextContents()).toEqual([
        'change−1, taken away by narrowing 1',
        'read−1, taken away by narrowing 1',
        'read−1, taken away by narrowing 1',
      ])
    })

    test('shows where a token is on its line', async () => {
      const page = await openWith(tokens.generate(scope.parse('*#read'), { expiresIn: '1h' }), {
        now: new Date(clock() + 1_800_000),
      })
      const line = page.locator('svg.line')
      expect(await line.locator('.now').getAttribute('x1')).toBe('50.00%')
      expect(await line.locator('.life').getAttribute('x2')).toBe('100.00%')
      expect(await panel(page, 'Time').innerText()).toContain('in 30 minutes')
    })

    test('shows a thousand objects, the first ones first', async () => {
      const page = await openWith(thousand)
      const ids = panel(page, 'Scope').locator('.ids code')
      expect(await ids.count()).toBe(60)
      await page.getByRole('button', { name: 'Show all 1,000' }).click()
      expect(await ids.count()).toBe(1000)
      expect(await ids.last().innerText()).toBe('2997')
    })

    test('shows the grants of a token of Django', async () => {
      const page = await openWith(django.tokens.generate(scope.parse('blog.post:42#read')))
      expect(await diagnosis(page)).toContain('A token of Django')
      expect(await panel(page, 'Scope').locator('.tree').innerText()).toBe(
        'Everything\nblog\npost\nobject\nread\n42',
      )
      expect(await panel(page, 'Narrow').innerText()).toContain("Django's format has no narrowing.")
      await page.getByRole('option', { name: /^Scope:/ }).hover()
      expect(await page.getByRole('group', { name: 'Explanation' }).innerText()).toContain(
        '[[["blog","post",42],["read"]]]',
      )
      await page.getByLabel('SECRET_KEY of the site').fill('the key of a site')
      await page.getByLabel('Required scope').fill('blog.post:42#read')
      await page.getByLabel('Greatest age').fill('1h')
      expect(await panel(page, 'Check').getByRole('status').innerText()).toMatch(/^valid/)
      await page.getByLabel('SECRET_KEY of the site').fill('the key of another')
      expect(await panel(page, 'Check').getByRole('status').innerText()).toMatch(/^forged/)
    })
  })

  test('a compressed body is not read before it is checked, and cannot be checked here', async () => {
    const scopes = Array.from({ length: 40 }, (_, index) => scope.parse(`blog.post:${index}#read`))
    const page = await openWith(django.tokens.generate(scope.union(...scopes), { compress: true }))
    expect(await panel(page, 'Scope').innerText()).toContain('The body is compressed')
    expect(await panel(page, 'Check').innerText()).toContain('check it on a server')
  })

  describe('the byte map', () => {
    test('has all bytes in their order', async () => {
      const page = await openWith(narrowed)
      const shown = await page.locator('.map [data-index] > [aria-hidden]').allInnerTexts()
      expect(shown.join(' ').replaceAll(/\s+/g, '')).toBe(Buffer.from(narrowed, 'base64url').toString('hex'))
    })

    test('explains the field under the pointer, and marks its characters', async () => {
      const page = await openWith(narrowed)
      await page.getByRole('option', { name: 'Subject: ann@example.org' }).hover()
      const explanation = page.getByRole('group', { name: 'Explanation' })
      expect(await explanation.ariaSnapshot()).toMatchInlineSnapshot(`
        "- group "Explanation":
          - paragraph: bytes 13 to 27 SPEC §4.4
          - heading "Subject" [level=3]
          - paragraph: ann@example.org
          - paragraph: 61 6e 6e 40 65 78 61 6d 70 6c 65 2e 6f 72 67
          - paragraph: UTF-8, exactly as it was given."
      `)
      const start = Buffer.from(narrowed, 'base64url').indexOf('ann@example.org')
      expect(
        await page.evaluate(() =>
          [...CSS.highlights.get('field')!].map((range) => (range as Range).toString()).join(''),
        ),
      ).toBe(narrowed.slice(Math.floor((start * 4) / 3), Math.ceil(((start + 15) * 4) / 3)))
    })

    test('is one stop of the keyboard, and the arrows go through it', async () => {
      const page = await openWith(narrowed)
      expect(await page.locator('[role=option][tabindex="0"]').count()).toBe(1)
      await page.locator('[role=option][tabindex="0"]').focus()
      const focused = (): Promise<string | null> =>
        page.evaluate(() => document.activeElement!.querySelector('.hidden')!.textContent)
      await page.keyboard.press('ArrowRight')
      expect(await focused()).toBe('Version and shape: format version 1')
      await page.keyboard.press('End')
      expect(await focused()).toBe('Tag: 128 bits of HMAC-SHA256')
      expect(await page.getByRole('group', { name: 'Explanation' }).innerText()).toContain(
        'It is also the key',
      )
      await page.keyboard.press('ArrowRight')
      expect(await focused()).toBe('Tag: 128 bits of HMAC-SHA256')
      await page.keyboard.press('Home')
      expect(await focused()).toBe('First byte: 96')
    })
  })

  describe('the check', () => {
    test('gives the verdict of a server, and the stage that decided', async () => {
      const page = await openWith(narrowed)
      const verdict = panel(page, 'Check').getByRole('status')
      await page.getByLabel('Secret, or several with commas').fill(secrets)
      expect(await verdict.innerText()).toMatch(/^valid/)
      await page.getByLabel('Required scope').fill('blog.Post:42#read,change')
      expect(await verdict.ariaSnapshot()).toMatchInlineSnapshot(`
        "- status:
          - paragraph:
            - strong: insufficient
            - text: the token does not grant all that is required.
          - paragraph:
            - text: "Missing:"
            - code: blog.Post:42#change
          - list:
            - listitem:
              - strong: Structure
              - text: "passed: every byte has its place"
            - listitem:
              - strong: Secret
              - text: "passed: a secret has this key id"
            - listitem:
              - strong: Signature
              - text: "passed: the tag is right"
            - listitem:
              - strong: Time
              - text: "passed: alive now"
            - listitem:
              - strong: Scope
              - text: "failed: insufficient"
            - listitem:
              - strong: Revocation
              - text: "not reached: not reached"
            - listitem:
              - strong: Uses
              - text: "not reached: not reached""
      `)
      await page.getByLabel('Required scope').fill('blog.Post:42#read')
      expect(await verdict.innerText()).toMatch(/^valid/)
      await page.getByLabel('Greatest age').fill('5m')
      expect(await verdict.innerText()).toMatch(/^too-old/)
      await page.getByLabel('Greatest age').fill('')
      await page.getByLabel('Salt').fill('invitation')
      expect(await verdict.innerText()).toMatch(/^forged/)
      await page.getByLabel('Salt').fill('')
      await page.getByLabel('Secret, or several with commas').fill(keygen(secrets))
      expect(await verdict.innerText()).toMatch(/^unknown-key/)
    })

    test('knows what the time does', async () => {
      const page = await openWith(narrowed, { now: new Date('2026-03-01T13:00:00Z') })
      await page.getByLabel('Secret, or several with commas').fill(secrets)
      expect(await panel(page, 'Check').getByRole('status').innerText()).toMatch(/^expired/)
      expect(await panel(page, 'What it says').innerText()).toContain('expired 0 seconds ago')
    })

    test('says by the field what was typed wrong', async () => {
      const page = await openWith(narrowed)
      for (const [label, wrong, sentence] of [
        [
          'Secret, or several with commas',
          'hunter2',
          "a secret is a text, but none that begins with lksecret1_; make one with 'npx latchkey keygen'.",
        ],
        [
          'Required scope',
          'blog.Post',
          'each grant is a path, #, and permissions: blog.Post:42#read,change.',
        ],
        [
          'Greatest age',
          'soon',
          "maxAge is no duration: write '90s', '15m', '12h', '7d', or whole seconds, at least 0.",
        ],
        ['Salt', 's'.repeat(256), 'salt is a well-formed text of at most 255 bytes.'],
      ] as const) {
        if (label !== 'Secret, or several with commas')
          await page.getByLabel('Secret, or several with commas').fill(secrets)
        const field = page.getByLabel(label)
        await field.fill(wrong)
        expect(await field.getAttribute('aria-invalid')).toBe('true')
        const hint = page.locator(`#${await field.getAttribute('aria-describedby')}`)
        expect(await hint.innerText()).toBe(sentence)
        await field.fill('')
      }
    })

    test('takes the values that a token is bound to', async () => {
      const page = await openWith(tokens.generate(scope.parse('*#read'), { bind: ['v1', 7, true] }))
      await page.getByLabel('Secret, or several with commas').fill(secrets)
      const verdict = panel(page, 'Check').getByRole('status')
      expect(await verdict.innerText()).toMatch(/^forged/)
      await page.getByLabel('Bound values, one a line').fill('v1\n7\ntrue')
      expect(await verdict.innerText()).toMatch(/^valid/)
    })
  })

  describe('the lock', () => {
    const token = numbered.tokens.generate(scope.parse('blog.Post:42#read,change'))

    test('gives numbers their names; without it they are said to be numbers', async () => {
      const page = await openWith(token)
      expect(await panel(page, 'What it says').innerText()).toContain('#3 and such are numbers')
      expect(await panel(page, 'Scope').locator('.tree').innerText()).toContain('#3')
      await page.locator('.lock summary').click()
      await page.getByLabel('Contents of latchkey.lock.json').fill(JSON.stringify(lock))
      expect(await panel(page, 'What it says').innerText()).not.toContain('#3')
      expect(await panel(page, 'Scope').locator('.tree').innerText()).toBe(
        'Everything\nblog\nPost\nobject\nchange\nread\n42',
      )
      await page.getByLabel('Secret, or several with commas').fill(secrets)
      await page.getByLabel('Required scope').fill('blog.Post:42#read,change')
      expect(await panel(page, 'Check').getByRole('status').innerText()).toMatch(/^valid/)
      await page.getByRole('button', { name: 'Take away', exact: true }).click()
      expect(await panel(page, 'Check').getByRole('status').innerText()).toMatch(/^forged/)
    })

    test('can be dropped anywhere', async () => {
      const page = await openWith(token)
      const data = await page.evaluateHandle((text) => {
        const transfer = new DataTransfer()
        transfer.items.add(new File([text], 'latchkey.lock.json', { type: 'application/json' }))
        return transfer
      }, JSON.stringify(lock))
      await page.dispatchEvent('main', 'drop', { dataTransfer: data })
      await page.getByText('names 3 paths').waitFor()
      expect(await panel(page, 'Scope').locator('.tree').innerText()).toContain('Post')
    })

    test('can be chosen as a file, and is told what is wrong with it', async () => {
      const page = await openWith(token)
      await page.locator('.lock summary').click()
      const choose = (text: string): Promise<void> =>
        page
          .getByLabel('Choose a file')
          .setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from(text) })
      await choose(JSON.stringify({ ...lock, nodes: lock.nodes.slice(1) }))
      await page.getByText('the lock is broken: the line of number 1 is missing').waitFor()
      await choose('{')
      await page.getByText('It is no JSON.').waitFor()
      await choose(JSON.stringify(lock))
      await page.getByText('names 3 paths').waitFor()
      expect(await page.locator('#lock-problem').innerText()).toBe('')
    })
  })

  describe('making', () => {
    test('by clicking, with a secret that was drawn here', async () => {
      const page = await open()
      await page.locator('.lock summary').click()
      await page.getByLabel('Contents of latchkey.lock.json').fill(JSON.stringify(lock))
      await page.getByRole('button', { name: 'Make', exact: true }).click()
      await page.getByRole('button', { name: 'blog.Post', exact: true }).click()
      await page.getByLabel('One object').fill('42')
      await page.getByRole('button', { name: 'read', exact: true }).click()
      await page.getByRole('button', { name: 'publish', exact: true }).click()
      await page.getByRole('button', { name: 'Add grant' }).click()
      await page.getByRole('button', { name: '*', exact: true }).click()
      await page.getByLabel('Permissions', { exact: true }).fill('read')
      await page.getByRole('button', { name: 'Add grant' }).click()
      expect(await page.getByLabel('The same as text').inputValue()).toBe('blog.Post:42#read,publish *#read')
      await page.getByRole('button', { name: 'Take away *#read' }).click()
      expect(await page.getByLabel('The same as text').inputValue()).toBe('blog.Post:42#read,publish')
      await page.getByRole('button', { name: 'Draw a new one' }).click()
      await page.getByLabel('Given to').fill('ann')
      await page.getByRole('button', { name: 'Make the token' }).click()
      const token = await page.getByLabel('The new token').innerText()
      const drawn = await page.getByLabel('Secret', { exact: true }).inputValue()
      const verdict = latchkey({ secrets: drawn, apps: [blog], lock, clock }).tokens.verify(
        token,
        scope.parse('blog.Post:42#read,publish'),
      )
      expect(verdict.ok && [verdict.pass.subject, verdict.pass.expiresAt]).toEqual([
        'ann',
        new Date(clock() + 7 * 86_400_000),
      ])
      // And it can be looked at, with the check filled in.
      await page.getByRole('button', { name: 'Inspect it' }).click()
      expect(await panel(page, 'Check').getByRole('status').innerText()).toMatch(/^valid/)
    })

    test("of Django's tokens", async () => {
      const page = await open()
      await page.getByRole('button', { name: 'Make', exact: true }).click()
      await page.getByLabel('Django').check()
      await page.getByLabel('The same as text').fill('blog.post:42#read')
      await page.getByLabel('SECRET_KEY of the site').fill('the key of a site')
      await page.getByRole('button', { name: 'Make the token' }).click()
      const token = await page.getByLabel('The new token').innerText()
      expect(django.tokens.validate(token, scope.parse('blog.post:42#read'), { maxAge: '1m' })).toBe(true)
    })

    test('says what is missing', async () => {
      const page = await open()
      await page.getByRole('button', { name: 'Make', exact: true }).click()
      const result = page.locator('.made')
      await page.getByRole('button', { name: 'Add grant' }).click()
      expect(await page.locator('#make-permissions-hint').innerText()).toBe(
        'Say which app or model, or * for everything.',
      )
      await page.getByRole('button', { name: 'Make the token' }).click()
      expect(await result.innerText()).toBe('There is no grant yet: add one above.')
      await page.getByLabel('The same as text').fill('*#read')
      await page.getByRole('button', { name: 'Make the token' }).click()
      expect(await result.innerText()).toBe('A token is made with a secret: enter one, or draw a new one.')
      await page.getByLabel('Secret', { exact: true }).fill('hunter2')
      await page.getByRole('button', { name: 'Make the token' }).click()
      expect(await result.innerText()).toContain('a secret is a text, but none that begins with lksecret1_')
    })
  })

  describe('narrowing', () => {
    test('needs no secret, and takes away', async () => {
      const page = await openWith(made)
      await page.getByLabel('Life from now').selectOption('1h')
      await page.getByRole('button', { name: 'Start from what it grants' }).click()
      await page.getByRole('button', { name: 'Take away shop#read' }).click()
      await page.getByRole('button', { name: 'Narrow the token' }).click()
      const weaker = await page.getByLabel('The new token').innerText()
      expect(tokens.validate(weaker, scope.parse('blog.Post#change,read'))).toBe(true)
      expect(tokens.validate(weaker, scope.parse('shop#read'))).toBe(false)
      const verdict = tokens.verify(weaker, 'authentic')
      expect(verdict.ok && verdict.pass.expiresAt).toEqual(new Date(clock() + 3_600_000))
    })

    test('says where it cannot be done', async () => {
      const page = await openWith(tokens.generate(scope.parse('*#read'), { narrowable: false }))
      expect(await panel(page, 'Narrow').innerText()).toContain('This token is sealed')
      const other = await openWith(made)
      await other.getByRole('button', { name: 'Narrow the token' }).click()
      expect(await panel(other, 'Narrow').innerText()).toContain(
        'Choose a shorter life, a smaller scope, or both.',
      )
    })
  })

  describe('the QR code', () => {
    test('holds the token, or the whole link', async () => {
      const page = await openWith(made)
      expect(await read(page)).toBe(made)
      await page.getByLabel('Token, link or Authorization header').fill(`https://blog.example/#token=${made}`)
      expect(await read(page)).toBe(`https://blog.example/#token=${made}`)
    })

    test('says what is too long for it', async () => {
      const ids = Array.from({ length: 150 }, (_, index) =>
        scope.parse(`blog.Post:${`${index}`.padStart(20, 'x')}#read`),
      )
      const page = await openWith(tokens.generate(scope.union(...ids)))
      expect(await panel(page, 'QR code').innerText()).toMatch(
        /4,\d\d\d characters are too many for a QR code, which holds 2,953\./,
      )
    })
  })

  describe.each([1280, 390])('at %i pixels, in light and dark', (width) => {
    const pictures = resolve(import.meta.dirname, '../../.reports/inspector')
    /** What is shown, and what is done before it is looked at. */
    const states: readonly (readonly [string, () => Promise<Page>, (page: Page) => Promise<void>])[] = [
      ['empty', () => open({ width }), nothing],
      [
        'token',
        () => openWith(narrowed, { width }),
        async (page) => {
          await page.getByLabel('Secret, or several with commas').fill(secrets)
          await page.getByLabel('Required scope').fill('blog.Post:42#read,change')
          await page.getByRole('option', { name: 'Version and shape' }).hover()
        },
      ],
      ['cut-off', () => openWith(narrowed.slice(0, -9), { width }), nothing],
      ['thousand', () => openWith(thousand, { width }), nothing],
      ['long-names', () => openWith(longNames, { width }), nothing],
      [
        'lock',
        () =>
          openWith(numbered.tokens.generate(scope.parse('blog.Post:42#read,change'), { uses: 3 }), { width }),
        async (page) => {
          await panel(page, 'What it says').getByRole('button', { name: 'Give the lock' }).click()
          await page.getByLabel('Contents of latchkey.lock.json').fill('{')
        },
      ],
      [
        'django',
        () => openWith(django.tokens.generate(scope.parse('blog.post:42#read')), { width }),
        nothing,
      ],
      [
        'make',
        () => open({ width }),
        async (page) => {
          await page.getByRole('button', { name: 'Make', exact: true }).click()
          await page.getByLabel('The same as text').fill('blog.Post:42#read blog#moderate')
          await page.getByRole('button', { name: 'Draw a new one' }).click()
          await page.getByRole('button', { name: 'Make the token' }).click()
        },
      ],
    ]

    test.each(states)(
      '%s: axe finds nothing, nothing moves by itself, and nothing is wider than the page',
      async (name, show, act) => {
        const page = await show()
        expect(await shiftsOf(page)).toEqual([])
        await act(page)
        mkdirSync(pictures, { recursive: true })
        const found: string[] = []
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme })
          await page.screenshot({ path: `${pictures}/${name}-${width}-${colorScheme}.png`, fullPage: true })
          // Nothing but colors differs in the dark.
          found.push(...(await violations(page, colorScheme === 'dark' ? ['color-contrast'] : undefined)))
        }
        expect(found).toEqual([])
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        )
        expect(overflow).toBe(0)
      },
    )

    test('to hover over the bytes moves nothing, and neither does the time', async () => {
      const page = await openWith(narrowed, { width })
      for (const name of ['Version and shape', 'Subject: ann@example.org', 'Tag']) {
        await page.getByRole('option', { name }).hover()
        expect(await page.getByRole('group', { name: 'Explanation' }).innerText()).toContain(
          name.split(':')[0],
        )
      }
      await page.clock.setFixedTime(new Date(clock() + 3_600_000))
      await page.getByText('expired 0 seconds ago').waitFor()
      expect(await shiftsOf(page)).toEqual([])
    })
  })
})
