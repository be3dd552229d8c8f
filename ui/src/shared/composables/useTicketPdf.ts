// Where a ticket's files are; the code in the address is the permission.
import type { OrderProof } from './useTicketOrders'

export function useTicketPdf() {
  const base = (code: string) => `/api/public/tickets/${encodeURIComponent(code)}`
  return {
    pdf: (code: string) => `${base(code)}/download`,
    calendar: (code: string) => `${base(code)}/calendar.ics`,
    qrSvg: (code: string) => `${base(code)}/qr.svg`,
    qrPng: (code: string) => `${base(code)}/qr.png`,
    /** All tickets of an order in one file; opened by the same proof as the order. */
    order: (id: string, proof: OrderProof = {}) => {
      const query = new URLSearchParams(Object.entries(proof).filter((entry): entry is [string, string] => Boolean(entry[1]))).toString()
      return `/api/public/orders/${encodeURIComponent(id)}/tickets.pdf${query ? `?${query}` : ''}`
    },
    page: (code: string) => `/public/tickets/${encodeURIComponent(code)}`
  }
}
