import type { ComplaintState, LevelState } from '../domain/complaint.ts'
import type { ComplaintInput } from './setup.ts'

const WAITING: LevelState = { status: 'waiting', required: false, cycle: 1, steps: {} }

/** A complaint before it is registered. */
export const initialState = ({ id, number }: ComplaintInput): ComplaintState => ({
  id,
  at: 0,
  number,
  channel: '',
  ticketType: 'complaint',
  confidentiality: 'named',
  openedAt: 0,
  major: false,
  setByHand: {},
  facts: {},
  against: [],
  allegations: [],
  ownership: [],
  levels: {
    customerInterface: { ...WAITING, required: true },
    accountability: WAITING,
    improvement: WAITING,
  },
  rung: 0,
  reviews: 0,
  reviewers: [],
  pauses: [],
  clocks: [],
  approvals: [],
  promises: [],
  offers: [],
  forms: {},
  accountability: { responsible: [] },
  improvement: { causes: [], places: [], actions: [] },
  signals: {},
  closable: false,
})
