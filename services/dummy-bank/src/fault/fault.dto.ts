import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsNumber, Max, Min } from 'class-validator';
import { Optional, WholeNumber, YesNo } from '@florin/platform/http';
import { noFaults, type Faults } from './fault.js';

const MS_MOST = 120_000;

/** A share of something. */
function Share(description: string): PropertyDecorator {
  const message = 'must be a number from 0 to 1';
  return applyDecorators(
    ApiProperty({ type: Number, minimum: 0, maximum: 1, example: 0.2, description }),
    Optional(),
    IsNumber({ allowNaN: false, allowInfinity: false }, { message }),
    Min(0, { message }),
    Max(1, { message }),
  );
}

/** What is left out is no fault: an empty body mends the bank. */
export class FaultsBody {
  @Optional()
  @WholeNumber(0, MS_MOST, { description: 'Every answer waits this long.', example: 800 })
  latency_ms: number = noFaults.latencyMs;

  @Share('Requests that are answered with an error.')
  error_rate: number = noFaults.errorRate;

  @Optional()
  @YesNo({ description: 'Connections are cut without an answer, and nobody is called back.' })
  away: boolean = noFaults.away;

  @Share('Payments that are taken without an answer.')
  silent_rate: number = noFaults.silentRate;

  @Optional()
  @WholeNumber(0, MS_MOST, { description: 'How long a payment takes to settle.', example: 200 })
  settle_ms: number = noFaults.settleMs;

  @Optional()
  @WholeNumber(0, MS_MOST, { description: 'How late the other bank is called back.', example: 0 })
  callback_delay_ms: number = noFaults.callbackDelayMs;

  @Optional()
  @WholeNumber(1, 20, { description: 'How often each callback is made.', example: 3 })
  callback_copies: number = noFaults.callbackCopies;

  @Optional()
  @YesNo({ description: 'Nobody is called back.' })
  callbacks_lost: boolean = noFaults.callbacksLost;
}

export function toFaults(body: FaultsBody): Faults {
  return {
    latencyMs: body.latency_ms,
    errorRate: body.error_rate,
    away: body.away,
    silentRate: body.silent_rate,
    settleMs: body.settle_ms,
    callbackDelayMs: body.callback_delay_ms,
    callbackCopies: body.callback_copies,
    callbacksLost: body.callbacks_lost,
  };
}

export function faultsView(faults: Faults): FaultsBody {
  return {
    latency_ms: faults.latencyMs,
    error_rate: faults.errorRate,
    away: faults.away,
    silent_rate: faults.silentRate,
    settle_ms: faults.settleMs,
    callback_delay_ms: faults.callbackDelayMs,
    callback_copies: faults.callbackCopies,
    callbacks_lost: faults.callbacksLost,
  };
}
