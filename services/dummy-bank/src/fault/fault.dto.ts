import { ApiProperty } from '@nestjs/swagger';
import { IsNumber, Max, Min } from 'class-validator';
import { Optional, WholeNumber, YesNo } from '@florin/platform/http';
import { noFaults, type Faults } from './fault.js';

/** What is left out is no fault: an empty body mends the bank. */
export class FaultsBody {
  @Optional()
  @WholeNumber(0, 120_000, { description: 'Every answer waits this long.', example: 800 })
  latency_ms: number = noFaults.latencyMs;

  @ApiProperty({ type: Number, minimum: 0, maximum: 1, example: 0.2 })
  @Optional()
  @IsNumber({ allowNaN: false, allowInfinity: false }, { message: 'must be a number from 0 to 1' })
  @Min(0, { message: 'must be a number from 0 to 1' })
  @Max(1, { message: 'must be a number from 0 to 1' })
  error_rate: number = noFaults.errorRate;

  @Optional()
  @YesNo({ description: 'Connections are cut without an answer.' })
  away: boolean = noFaults.away;
}

export function toFaults(body: FaultsBody): Faults {
  return { latencyMs: body.latency_ms, errorRate: body.error_rate, away: body.away };
}

export function faultsView(faults: Faults): FaultsBody {
  return { latency_ms: faults.latencyMs, error_rate: faults.errorRate, away: faults.away };
}
