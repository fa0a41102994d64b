export {
  auditOf, originOf, OriginOf, personAt, strangerAt, theBank, theOperator, type Deed, type Origin,
} from './audit.js';
export { AuditTrail, auditProviders } from './audit-trail.js';
