// What answers a press must be seen without looking for it, on the smallest screen too.
import { expect, type Locator, type Page } from '@playwright/test'

/** The refusal stands in the screen, whole, and has the focus: nobody has to scroll for it. */
export async function expectSeen(notice: Locator) {
  await expect(notice).toBeVisible()
  await expect(notice).toBeInViewport({ ratio: 0.99 })
  await expect(notice).toBeFocused()
}

/** Of a form whose field is wrong: the field, and what is said of it. */
export async function expectFieldSeen(page: Page, label: string) {
  const field = page.getByLabel(label)
  await expect(field).toHaveAttribute('aria-invalid', 'true')
  await expect(field).toBeFocused()
  await expect(field).toBeInViewport({ ratio: 1 })
  const fault = page.locator(`[id="${((await field.getAttribute('aria-describedby')) ?? '').split(' ').at(-1)}"]`)
  await expect(fault).toBeInViewport({ ratio: 1 })
}
