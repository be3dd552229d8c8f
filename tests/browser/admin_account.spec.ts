// A second factor set up by camera: the picture says exactly what the address beside it says.
import { readFileSync } from 'node:fs'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { expect, expectAccessible, signIn, test } from './support/test'

test('the second factor shows a picture that an app can scan', async ({ page, usher }, info) => {
  await signIn(page, usher, '/admin/account')
  await page.getByLabel('Current password').first().fill(usher.password)
  await page.getByRole('button', { name: 'Set up' }).click()
  const picture = page.getByRole('img', { name: 'QR code for your authenticator app' })
  await expect(picture).toBeVisible()
  await expectAccessible(page)
  const address = await page.getByRole('link', { name: 'Open in an app here' }).getAttribute('href')
  const secret = ((await page.locator('code').textContent()) ?? '').replace(/\s/g, '')
  expect(address).toMatch(/^otpauth:\/\/totp\//)
  expect(address).toContain(`secret=${secret}`)

  prepareZXingModule({ overrides: { wasmBinary: readFileSync(require.resolve('zxing-wasm/reader/zxing_reader.wasm')).buffer as ArrayBuffer } })
  for (const [theme, width] of [['light', 1440], ['dark', 820]] as const) {
    await page.setViewportSize({ width, height: width === 820 ? 1180 : 900 })
    await page.emulateMedia({ colorScheme: theme })
    // As a camera sees it: with all that is around it on the page.
    const seen = await readBarcodes(new Blob([new Uint8Array(await page.screenshot({ path: info.outputPath(`second-factor-${theme}.png`) }))]), { formats: ['QRCode'] })
    expect(seen.map((each) => each.text), theme).toEqual([address])
  }
})
