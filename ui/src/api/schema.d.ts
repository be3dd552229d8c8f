// Written by hand from the contract until the server prints its own document (npm run api).
type Json<T> = { headers: Record<string, unknown>; content: { 'application/json': T } }
type Params<P, Q, H> = string extends keyof P ? { query?: Q; path?: P; header?: H; cookie?: never } : { query?: Q; path: P; header?: H; cookie?: never }
type Read<T, P = Record<string, never>, Q = Record<string, never>> = {
  parameters: Params<P, Q, never>; requestBody?: never; responses: { 200: Json<T>; default: Json<unknown> }
}
type Send<B, T, P = Record<string, never>> = {
  parameters: Params<P, never, { 'Idempotency-Key'?: string; 'If-Match'?: string }>
  requestBody: [B] extends [never] ? undefined : { content: { 'application/json': B } }
  responses: { 200: Json<T>; default: Json<unknown> }
}
type Remove<P> = { parameters: Params<P, never, never>; requestBody?: never; responses: { 204: Json<undefined>; default: Json<unknown> } }
type Id = { id: string }
type S = components['schemas']
type Page<T> = { items: T[]; next_cursor: string | null; total?: number }

export interface components {
  schemas: {
    Fault: { pointer: string; code: string; detail: string }
    PublicConfig: { currency: string; locale: string; payment_provider: string }
    ShowStatus: 'draft' | 'on_sale' | 'paused' | 'sold_out' | 'cancelled' | 'past'
    PublicShow: {
      id: string; recital_id: string; venue_id: string; title: string; starts_at: string; starts_at_local: string
      time_zone: string; doors_at: string | null; sales_start: string | null; sales_end: string | null
      status: S['ShowStatus']; layout_version: number
      recital: { title: string; slug: string; description: string; image_url: string }
      venue: { name: string; address: string; city: string; state: string; zip: string; country: string }
      currency: string; price_from: number | null; seats_total: number; seats_available: number
      max_tickets_per_order: number; hold_minutes: number
      ticket_types: S['TicketType'][]
      zones: { price_zone_id: string; name: string; color: string; price: number; all_in_price: number }[]
    }
    TicketType: { name: string; price_zone_id?: string | null; price: number }
    PublicRecital: { id: string; title: string; slug: string; description: string; image_url: string; shows: S['PublicShow'][] }
    SeatMap: {
      layout_version: number
      seats: {
        id: string[]; seat_id: string[]; section: number[]; row: string[]; number: string[]; type: string[]
        accessible: number[]; zone: number[]; x: number[]; y: number[]; rotation: number[]
      }
      sections: { id: string; name: string; color: string }[]
      price_zones: { id: string; name: string; color: string; price: number | null; all_in_price: number | null }[]
      objects: { kind: string; x: number; y: number; width: number; height: number; rotation: number; text: string }[]
      bounds: { x: number; y: number; width: number; height: number }
    }
    SeatState: { sequence: number; layout_version: number; states: string; prices_version: number }
    ShowSeat: {
      id: string; seat_id: string; section: string; section_type: string; row_name: string; seat_number: string
      seat_type: string; handicap_access: boolean; price_zone_id: string; price: number | null; status: string; x: number; y: number
    }
    Suggestion: { seats: S['ShowSeat'][]; score: number; adjacent: boolean }
    Hold: {
      reservation_token: string; show_id: string; status: string; expires_at: string; can_extend: boolean
      seats: S['ShowSeat'][]; subtotal: number; currency: string
    }
    OrderItem: {
      id: string; seat_id: string; section: string; row_name: string; seat_number: string; ticket_type: string
      price: number; fees: number; total: number; refunded: number; status: string
    }
    Ticket: {
      id: string; ticket_number: string; code: string; status: string; holder_name: string; section: string
      row_name: string; seat_number: string; seat_type: string; price: number; currency: string
      show: { id: string; title: string; recital_title: string; starts_at: string; time_zone: string; venue_name: string; venue_address: string }
    }
    Order: {
      id: string; order_number: string; show_id: string; status: string; customer_name: string; customer_email: string
      customer_phone: string; currency: string; subtotal: number; discount: number; fees: number; tax: number; total: number
      refunded: number; items: S['OrderItem'][]; tickets: S['Ticket'][]; created_at: string; expires_at: string; paid_at: string | null
      timeline?: { at: string; kind: string; actor: string; detail: string }[]
    }
    PaymentIntent: { provider: string; payment_intent_id: string; client_secret: string; publishable_key: string; amount: number; currency: string }
    TestPayment: { status: string; next_action?: string | null }
    User: { id: string; email: string; name: string; role: string; totp_enabled: boolean; is_active: boolean; created_at: string; last_login_at: string | null }
    Me: { user: S['User']; csrf_token: string }
    Section: { id: string; name: string; color: string; position: number }
    PriceZone: { id: string; name: string; color: string; default_price: number | null; position: number }
    Venue: {
      id: string; name: string; address: string; city: string; state: string; zip: string; country: string; time_zone: string
      capacity: number; sections: S['Section'][]; price_zones: S['PriceZone'][]; version: number
    }
    ImportResult: { dry_run: boolean; rows: number; created: number; updated: number; errors: { line: number; column: string; code: string; detail: string }[] }
    Recital: { id: string; title: string; slug: string; description: string; image_url: string; version: number }
    Show: {
      id: string; recital_id: string; venue_id: string; title: string; starts_at: string; starts_at_local: string; time_zone: string
      doors_at: string | null; sales_start: string | null; sales_end: string | null; status: S['ShowStatus']; layout_version: number; version: number
      ticket_config?: S['TicketConfig'] | null
    }
    TicketConfig: {
      currency: string; max_tickets_per_order: number; hold_minutes: number
      zones: { price_zone_id: string; enabled: boolean; price: number | null }[]
      ticket_types: S['TicketType'][]
      fees: { name: string; kind: 'per_ticket' | 'per_order' | 'percent'; amount: number }[]
      tax: { name: string; percent: number; inclusive: boolean } | null
      sales_start: string | null; sales_end: string | null
    }
    Generated: { added: number; removed: number; kept: number }
    Statistics: { total: number; available: number; reserved: number; sold: number; blocked: number; house: number }
    Dashboard: {
      tickets_sold: number; revenue: number; orders: number; currency: string
      revenue_by_show: { show_id: string; title: string; starts_at: string; time_zone: string; revenue: number; sold: number; available: number; capacity: number }[]
      recent_orders: S['Order'][]
      upcoming_shows: { show_id: string; title: string; starts_at: string; time_zone: string; sold: number; available: number; capacity: number }[]
    }
    AuditEntry: { id: string; at: string; actor: string; actor_role: string; action: string; subject: string; subject_id: string; address: string }
    Scan: { result: string; ticket: S['Ticket'] | null; first_scan?: { at: string; gate: string } | null }
  }
}

export interface paths {
  '/api/public/config': { get: Read<S['PublicConfig']> }
  '/api/public/recital-shows': { get: Read<Page<S['PublicShow']>, Record<string, never>, { limit?: number; cursor?: string }> }
  '/api/public/recital-shows/{id}': { get: Read<S['PublicShow'], Id> }
  '/api/public/recitals/{slug}': { get: Read<S['PublicRecital'], { slug: string }> }
  '/api/public/recital-shows/{id}/seat-map': { get: Read<S['SeatMap'], Id> }
  '/api/public/recital-shows/{id}/seats/state': { get: Read<S['SeatState'], Id> }
  '/api/public/recital-shows/{id}/seats/suggested': { get: Read<S['Suggestion'], Id, { count?: number; price_zone_id?: string; section_id?: string; max_price?: number; accessible?: boolean }> }
  '/api/seat-reservations/reserve': { post: Send<{ show_id: string; seat_ids: string[] }, S['Hold']> }
  '/api/seat-reservations/extend': { post: Send<{ reservation_token: string }, S['Hold']> }
  '/api/seat-reservations/release': { post: Send<{ reservation_token: string }, unknown> }
  '/api/public/seat-reservations/{token}': { get: Read<S['Hold'], { token: string }> }
  '/api/ticket-orders/create': { post: Send<{ reservation_token: string; show_id: string; customer_name: string; customer_email: string; customer_phone?: string; ticket_types?: Record<string, string> }, { order: S['Order']; order_token: string }> }
  '/api/ticket-orders/payment-intent': { post: Send<{ order_id: string }, S['PaymentIntent']> }
  '/api/ticket-orders/confirm': { post: Send<{ order_id: string; payment_intent_id: string }, { order: S['Order'] }> }
  '/api/ticket-orders/cancel': { post: Send<{ order_id: string }, { order: S['Order'] }> }
  '/api/public/test-payments/{payment_intent_id}/confirm': { post: Send<{ card_number?: string; client_secret: string; authenticate?: boolean }, S['TestPayment'], { payment_intent_id: string }> }
  '/api/public/orders/lookup': { get: Read<S['Order'], Record<string, never>, { order_number?: string; email: string }> }
  '/api/public/orders/{id}': { get: Read<S['Order'], Id, { order_token?: string; email?: string }> }
  '/api/public/orders/{id}/resend-email': { post: Send<never, unknown, Id> }
  '/api/public/tickets/{code}': { get: Read<S['Ticket'], { code: string }> }
  '/api/auth/login': { post: Send<{ email: string; password: string; totp?: string }, S['Me']> }
  '/api/auth/logout': { post: Send<never, unknown> }
  '/api/auth/me': { get: Read<S['Me']> }
  '/api/venues': { get: Read<Page<S['Venue']>>; post: Send<Partial<S['Venue']>, S['Venue']> }
  '/api/venues/{id}': { get: Read<S['Venue'], Id>; put: Send<Partial<S['Venue']>, S['Venue'], Id>; delete: Remove<Id> }
  '/api/venues/{id}/sections': { post: Send<Partial<S['Section']>, S['Section'], Id> }
  '/api/venues/{id}/sections/{section_id}': { put: Send<Partial<S['Section']>, S['Section'], Id & { section_id: string }>; delete: Remove<Id & { section_id: string }> }
  '/api/venues/{id}/price-zones': { post: Send<Partial<S['PriceZone']>, S['PriceZone'], Id> }
  '/api/venues/{id}/price-zones/{zone_id}': { put: Send<Partial<S['PriceZone']>, S['PriceZone'], Id & { zone_id: string }>; delete: Remove<Id & { zone_id: string }> }
  '/api/venues/{id}/seat-map': { get: Read<unknown, Id> }
  '/api/recitals': { get: Read<Page<S['Recital']>>; post: Send<Partial<S['Recital']>, S['Recital']> }
  '/api/recitals/{id}': { get: Read<S['Recital'], Id>; put: Send<Partial<S['Recital']>, S['Recital'], Id>; delete: Remove<Id> }
  '/api/recital-shows': { get: Read<Page<S['Show']>, Record<string, never>, { limit?: number; recital_id?: string }>; post: Send<Partial<S['Show']>, S['Show']> }
  '/api/recital-shows/{id}': { get: Read<S['Show'], Id>; put: Send<Partial<S['Show']>, S['Show'], Id>; delete: Remove<Id> }
  '/api/recital-shows/{id}/seats/generate': { post: Send<{ venue_id?: string }, S['Generated'], Id> }
  '/api/recital-shows/{id}/seats/statistics': { get: Read<S['Statistics'], Id> }
  '/api/recital-shows/{id}/ticket-config': { post: Send<S['TicketConfig'], S['TicketConfig'], Id> }
  '/api/admin/ticketing/dashboard': { get: Read<S['Dashboard']> }
  '/api/admin/ticketing/orders': { get: Read<Page<S['Order']>, Record<string, never>, { show_id?: string; status?: string; from?: string; to?: string; q?: string; sort?: string; limit?: number; cursor?: string }> }
  '/api/admin/ticketing/orders/{id}': { get: Read<S['Order'], Id> }
  '/api/admin/ticketing/orders/{id}/refund': { post: Send<{ amount?: number; ticket_ids?: string[]; reason: string; release_seats: boolean }, { order: S['Order'] }, Id> }
  '/api/admin/ticketing/orders/{id}/resend-email': { post: Send<never, unknown, Id> }
  '/api/admin/ticketing/orders/{id}/cancel': { post: Send<never, unknown, Id> }
  '/api/admin/ticketing/orders/{id}/notes': { post: Send<{ text: string }, unknown, Id> }
  '/api/admin/users': { get: Read<Page<S['User']>>; post: Send<{ email: string; name: string; role: string; password: string }, S['User']> }
  '/api/admin/users/{id}': { put: Send<Partial<S['User']> & { password?: string }, S['User'], Id>; delete: Remove<Id> }
  '/api/admin/audit-log': { get: Read<Page<S['AuditEntry']>, Record<string, never>, { limit?: number; cursor?: string }> }
  '/api/tickets/verify': { post: Send<{ code: string; show_id: string; gate?: string; scan_id?: string }, S['Scan']> }
}
