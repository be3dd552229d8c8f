import { createRequire } from 'node:module'
import { buySeats } from './support/purchase'
import { expect, expectAccessible, fillCustomer, holdBestSeats, pay, showByTitle, signIn, test as base } from './support/test'
import { startServer, type RunningServer } from './support/server'

// What of npm's smtp-server is used here.
interface MailServer {
  listen(port: number, host: string, done: () => void): void
  close(done: () => void): void
  server: { address(): { port: number } }
}
type Answer = (error?: Error) => void
const { SMTPServer } = createRequire(__filename)('smtp-server') as { SMTPServer: new (options: object) => MailServer }

class Post {
  mails: string[] = []
  refuses = false
  private server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_address: unknown, _session: unknown, answer: Answer) => answer(this.refuses ? Object.assign(new Error('No such user here'), { responseCode: 550 }) : undefined),
    onData: async (stream: AsyncIterable<Buffer>, _session: unknown, answer: Answer) => {
      const pieces: Buffer[] = []
      for await (const piece of stream) pieces.push(piece)
      this.mails.push(Buffer.concat(pieces).toString('latin1'))
      answer()
    }
  })
  async start() {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done))
    return `smtp://127.0.0.1:${this.server.server.address().port}`
  }
  stop() {
    return new Promise<void>((done) => this.server.close(done))
  }
}

const test = base.extend<object, { post: Post; usher: RunningServer }>({
  // eslint-disable-next-line no-empty-pattern
  post: [async ({}, use) => {
    const post = new Post()
    await use(post)
    await post.stop()
  }, { scope: 'worker' }],
  usher: [async ({ post }, use) => {
    const address = await post.start()
    const server = await startServer((url) => ({ SMTP_URL: address, USHER_PUBLIC_URL: url, USHER_MAIL_FROM: 'Grand Opera <tickets@opera.example>' }))
    await use(server)
    await server.stop()
  }, { scope: 'worker', timeout: 120_000 }]
})

test.skip(({ isMobile }) => isMobile, 'the office works at a desk')

for (const theme of ['light', 'dark'] as const) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme })
    test('the pages of mail are accessible', async ({ page, usher }, info) => {
      await signIn(page, usher, '/admin/messages')
      for (const [name, path] of Object.entries({ dead: '/admin/messages', sent: '/admin/messages?state=sent', waiting: '/admin/messages?state=waiting', templates: '/admin/mail-templates' })) {
        await page.goto(path)
        await expect(page.getByRole('heading', { level: 1, name: /Messages|Mail texts/ })).toBeVisible()
        await page.waitForTimeout(900)
        await expectAccessible(page)
        await page.screenshot({ path: info.outputPath(`${name}.png`), fullPage: true })
      }
      await page.setViewportSize({ width: 390, height: 844 })
      await expectAccessible(page)
      await page.screenshot({ path: info.outputPath('templates-phone.png'), fullPage: true })
    })
  })
}

test('a text is edited with a preview, refused when broken, tried out, saved and taken back', async ({ page, usher, post }) => {
  await signIn(page, usher, '/admin/mail-templates')
  await page.getByLabel('Mail', { exact: true }).selectOption({ label: 'Refund' })
  const preview = page.frameLocator('iframe')
  await expect(preview.getByRole('heading', { name: 'on its way back' })).toBeVisible()
  await expect(preview.locator('img.logo')).toHaveJSProperty('complete', true)

  const html = page.getByLabel('HTML')
  await html.fill('<h1 class="title">Money for {{order.customer_name}}</h1>\n<p>{{nobody}}</p>')
  await expect(page.getByText('Line 2, column 4: There is no variable "nobody" here.')).toBeVisible()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('alert').getByText('was not saved')).toBeVisible()

  await html.fill('<h1 class="title">Money for {{order.customer_name}}</h1>')
  await expect(preview.getByRole('heading', { name: "Money for Zoë O'Hara" })).toBeVisible()
  await page.getByText('Variables', { exact: true }).click()
  await page.getByRole('button', { name: 'order.total', exact: true }).click()
  await expect(html).toHaveValue(/\{\{order\.total\}\}/)

  await page.getByLabel('Test mail to').fill('me@opera.example')
  await page.getByRole('button', { name: 'Send a test' }).click()
  await expect(page.getByText('A test mail is on its way to me@opera.example.')).toBeVisible()
  expect(post.mails.at(-1)).toContain('[Test] Your refund')
  post.refuses = true
  await page.getByRole('button', { name: 'Send a test' }).click()
  await expect(page.getByText('The mail server did not take it: 550 No such user here')).toBeVisible()
  post.refuses = false

  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Saved. It is used from the next mail on.')).toBeVisible()
  await page.reload()
  await expect(html).toHaveValue(/Money for/)
  await page.getByRole('button', { name: "Back to Usher's text" }).click()
  await page.getByRole('dialog').getByRole('button', { name: "Back to Usher's text" }).click()
  await expect(html).toHaveValue(/on its way back/)
})

test('the outbox speaks Spanish too, and says what was sent', async ({ page, usher }) => {
  await signIn(page, usher, '/admin/messages')
  await expect(page.getByRole('heading', { level: 1, name: 'Messages' })).toBeVisible()
  await page.getByRole('combobox', { name: 'Language' }).selectOption('es')
  await expect(page.getByRole('heading', { level: 1, name: 'Mensajes' })).toBeVisible()
  await page.getByRole('link', { name: /^Enviados/ }).click()
  await expect(page).toHaveURL(/state=sent/)
  await page.getByRole('link', { name: 'Textos de correo' }).click()
  await expect(page.getByLabel('Asunto')).toHaveValue(/\{\{show\.title\}\}/)
})

test('the page of lost tickets has links to all orders of an address mailed', async ({ page, request, post }) => {
  const show = await showByTitle(request, 'Gala')
  const orders = [await buySeats(request, show), await buySeats(request, show)]
  await page.goto('/public/tickets/lookup')
  await page.getByLabel('E-mail').fill('ZOE@example.org')
  await page.getByRole('button', { name: 'Mail me a link' }).click()
  await expect(page.getByText('Look into your mailbox')).toBeVisible()
  await expectAccessible(page)
  const linksMail = () => post.mails.find((mail) => mail.includes('Subject: Your orders'))
  await expect.poll(linksMail, { timeout: 20_000 }).toBeTruthy()
  for (const order of orders) expect(linksMail()).toContain(order.order_number)
})

test('a confirmation is sent again from its mailed link, in any browser', async ({ page, usher, post, request, browser }) => {
  await holdBestSeats(page, await showByTitle(request, 'Gala'))
  const created = page.waitForResponse('**/api/ticket-orders/create')
  await fillCustomer(page, 'Mary Shelley', 'mary@opera.example')
  const { order, order_token: token } = (await (await created).json()) as { order: { id: string; order_number: string }; order_token: string }
  await pay(page)
  await expect(page.getByRole('heading', { name: 'See you there!' })).toBeVisible()
  const confirmations = () => post.mails.filter((mail) => mail.includes('mary@opera.example')).length
  await expect.poll(confirmations).toBe(1)

  const elsewhere = await (await browser.newContext({ baseURL: usher.url })).newPage()
  await elsewhere.goto(`/public/checkout/tickets/confirmation/${order.id}?order_token=${token}`)
  await elsewhere.getByRole('button', { name: 'Send the e-mail again' }).click()
  await expect(elsewhere.getByText('On its way again.')).toBeVisible()
  await expect.poll(confirmations).toBe(2)
  await elsewhere.context().close()
})
