// Where a ticket's files are; the code in the address is the permission.
export function useTicketPdf() {
  const base = (code: string) => `/api/public/tickets/${encodeURIComponent(code)}`
  return {
    pdf: (code: string) => `${base(code)}/download`,
    calendar: (code: string) => `${base(code)}/calendar.ics`,
    qrSvg: (code: string) => `${base(code)}/qr.svg`,
    qrPng: (code: string) => `${base(code)}/qr.png`,
    page: (code: string) => `/public/tickets/${encodeURIComponent(code)}`
  }
}
