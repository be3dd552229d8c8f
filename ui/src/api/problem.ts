// What the server refuses, and why, as one error type for all pages.

export interface FieldFault {
  pointer: string
  code: string
  detail: string
}

export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly body: Record<string, unknown> = {},
    readonly retryAfterSeconds: number | null = null
  ) {
    super(detail || code)
    this.name = 'ApiProblem'
  }

  get faults(): FieldFault[] {
    return Array.isArray(this.body.errors) ? (this.body.errors as FieldFault[]) : []
  }

  get requestId(): string {
    return typeof this.body.request_id === 'string' ? this.body.request_id : ''
  }

  /** The fault of one field ("customer_email"), if the server named it. */
  fault(field: string): FieldFault | undefined {
    return this.faults.find((fault) => fault.pointer === `/${field}`)
  }

  /** A list of strings that the problem carries beside its code, as `unavailable_seat_ids`. */
  list(member: string): string[] {
    const value = this.body[member]
    return Array.isArray(value) ? value.map(String) : []
  }
}

export const kOffline = 'offline'

export function isProblem(error: unknown, ...codes: string[]): error is ApiProblem {
  return error instanceof ApiProblem && (codes.length === 0 || codes.includes(error.code))
}

/** Unknown, or not ours to know: the server does not say which. */
export function isMissing(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 404
}

export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error
  return new ApiProblem(0, kOffline, error instanceof Error ? error.message : String(error))
}

export function problemFromBody(response: Response, body: unknown): ApiProblem {
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  const retryAfter = Number(response.headers.get('Retry-After'))
  return new ApiProblem(
    response.status,
    typeof fields.code === 'string' ? fields.code : `http_${response.status}`,
    String(fields.detail ?? fields.title ?? ''),
    fields,
    Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null
  )
}

let explain: ((problem: ApiProblem) => Promise<void>) | null = null
/** What has to be done before a page hears of a refusal: to have words for it. */
export function beforeRefusal(work: typeof explain) {
  explain = work
}
export async function explained(problem: ApiProblem): Promise<ApiProblem> {
  await explain?.(problem)
  return problem
}
/** The same for faults that come with something that was done. */
export const explainFaults = (errors: FieldFault[]) => explained(new ApiProblem(0, '', '', { errors }))
