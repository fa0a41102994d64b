export { createApp, httpControllers, httpProviders, type ServiceOptions } from './app.js';
export { AcceptsForm, AcceptsRawForm, KeepsRawBody, rawBodyOf } from './body-parsers.js';
export { commonErrors, type CommonErrorCode } from './common-errors.js';
export { AnswersPage, Fails } from './fails.js';
export { openApiDocument } from './openapi.js';
export { list, PageQuery, pageOf, readCursor, writeCursor, type Page } from './page.js';
export { problem, problemMediaType, type Problem } from './problem.js';
export { ProblemFilter } from './problem.filter.js';
export { HEALTH_CHECKS, Readiness, type HealthCheck, type Verdict } from './readiness.js';
export { IdempotencyKey, idempotencyKeyOf, IdParam, Wait, waitOf } from './request-params.js';
export { orExit, runService } from './run.js';
export { fieldErrors, strictPipe, type FieldError } from './strict.pipe.js';
export {
  Amount, AmountText, CurrencyCode, FromQuery, Id, Instant, isAmount, isId, isText, Nullable, OneOf, Opaque, Optional,
  Text, Trimmed, WholeNumber, YesNo,
} from './validators.js';
