import type { Breach } from '../limit/limit.js';
import { dayOf, isLimited } from '../limit/limit.js';
import { requested, type Order, type Transfer } from './transfer.js';

/** An order as it comes to the door. What an operator loads of the past uses nobody's limits. */
export function entering(order: Order, id: string, now: Date): Transfer {
  const counts = order.bookedAt === null && isLimited(order.kind);
  return { ...requested(order, id, now), countedOn: counts ? dayOf(now) : null };
}

/** The transfer that a limit refuses: declined before anybody is asked, and kept for whoever repeats it. */
export function refusedBy(breach: Breach, transfer: Transfer, now: Date): Transfer {
  const said = { status: 'declined', at: now.toISOString(), by: 'limit', message_id: null } as const;
  return {
    ...transfer,
    status: 'declined',
    declineReason: 'limit_exceeded',
    breach,
    timeline: [...transfer.timeline, said],
    decidedAt: now,
  };
}
