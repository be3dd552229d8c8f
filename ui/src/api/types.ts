// The names under which pages know the server's bodies; the shapes come from the generated schema.
import type { components } from './schema'

type Schemas = components['schemas']
export type PublicShow = Schemas['PublicShow']
export type PublicRecital = Schemas['PublicRecitalPage']
export type ShowStatus = Schemas['ShowStatus']
export type Allotment = Schemas['AllotmentView']
export type ShowSeat = Schemas['ShowSeatView']
export type Hold = Schemas['HoldView']
export type Mine = Schemas['MineView']
export type SessionOrder = Schemas['SessionOrderView']
export type Order = Schemas['OrderView']
export type OrderItem = Order['items'][number]
export type OrderShow = Order['shows'][number]
export type OrderStatus = Schemas['OrderStatus']
export type OrderSummary = Schemas['OrderSummary']
export type Quote = Schemas['QuoteView']
export type Ticket = Schemas['TicketView']
export type PaymentIntent = Schemas['IntentView']
export type User = Schemas['UserView']
export type Role = Schemas['Role']
export type UserStatus = Schemas['UserStatus']
export type Me = Schemas['MeView']
export type Venue = Schemas['VenueView']
export type Section = Schemas['Section']
export type PriceZone = Schemas['PriceZone']
export type ImportReport = Schemas['ImportReport']
export type Recital = Schemas['Recital']
export type Show = Schemas['ShowView']
export type TicketConfig = Schemas['TicketConfigView']
export type TicketConfigBody = Schemas['TicketConfigBody']
export type ShowChange = Schemas['ChangeView']
export type PricePreview = Schemas['PricePreview']
export type Scan = Schemas['Verification']
export type ScanResult = Schemas['ScanResult']
export type VoidReason = Schemas['VoidReason']
export type CaptchaForm = Schemas['CaptchaForm']
export type Verification = Schemas['Verification']
export type Direction = Schemas['Direction']
export type EarlyScans = Schemas['EarlyScans']
export type ListedTicket = Schemas['ListedTicket']
export type ScanList = Schemas['ScanList']
export type Admissions = Schemas['Admissions']

// The chart's own documents are written without a schema, as columns, to be small; so their shapes
// stand here.

export interface MapObject {
  kind: string
  x: number
  y: number
  width?: number | null
  height?: number | null
  rotation?: number | null
  text?: string | null
  points?: { x: number; y: number }[] | null
}

export interface SeatMapLayout {
  layout_version: number
  /** Column arrays: the n-th entry of each belongs to the n-th seat. */
  seats: {
    id: string[]
    seat_id: string[]
    /** Index into `sections`. */
    section: number[]
    row: string[]
    number: string[]
    type: string[]
    accessible: number[]
    /** Index into `price_zones`; -1 for none. */
    zone: number[]
    x: number[]
    y: number[]
    rotation: number[]
  }
  sections: { id: string; name: string; color: string }[]
  price_zones: { id: string; name: string; color: string }[]
  objects: MapObject[]
}

export interface SeatState {
  sequence: number
  layout_version: number
  /** One letter per seat in the order of the layout. */
  states: string
}

export type VenueSeatMap = Omit<Schemas['SeatMapView'], 'objects'> & { objects: MapObject[] }
