import { defineConfig } from '@playwright/test'

const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

// Debian's Chromium against the real binary; the pictures of every page stay in tests/results/browser.
export default defineConfig({
  testDir: '../tests/browser',
  outputDir: '../tests/results/browser',
  workers: 1,
  // A test that fails once and then passes has failed.
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: { launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args }, screenshot: 'only-on-failure', locale: 'en-US', timezoneId: 'America/New_York' },
  projects: [
    { name: 'desktop', use: { viewport: { width: 1440, height: 900 } } },
    { name: 'phone', use: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true }, testIgnore: /admin|allotments|builder|venues|race|pages_html|purchase_stripe|purchase_expiry/ }
  ]
})
