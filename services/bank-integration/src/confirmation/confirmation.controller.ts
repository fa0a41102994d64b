import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OriginOf, type Origin } from '@florin/platform/audit';
import { Allow, CallerOf, Sensitive, type Caller } from '@florin/platform/auth';
import { AnswersPage, Fails, IdParam, list, type Page } from '@florin/platform/http';
import { mustBeFresh, type LoginClaims } from './confirmation.js';
import { confirmationView, ConfirmationView } from './confirmation.dto.js';
import { ConfirmationService } from './confirmation.service.js';

/** What the guard has verified, read again for the claims that only this route needs. */
function claimsOf(caller: Caller): LoginClaims {
  return JSON.parse(Buffer.from(caller.token.split('.')[1] ?? '', 'base64url').toString()) as LoginClaims;
}

@ApiTags('Agents')
@Controller('confirmations')
export class ConfirmationController {
  constructor(private readonly confirmations: ConfirmationService) {}

  @Get()
  @Allow('transfers:read')
  @ApiOperation({ summary: "Transfers of programs that wait for the customer's word" })
  @AnswersPage(ConfirmationView)
  async list(@CallerOf() caller: Caller): Promise<Page<ConfirmationView>> {
    return list((await this.confirmations.waiting(caller)).map(confirmationView));
  }

  @Post(':id/confirm')
  @HttpCode(200)
  @Allow('transfers:write')
  @Sensitive()
  @ApiOperation({
    summary: 'Say yes to a transfer that a program asked for',
    description:
      'Needs a token of a login at the bank of the last five minutes, with the second factor where one is set up. ' +
      'One login confirms one transfer, as it stands here: amount and payee cannot change afterwards.',
  })
  @ApiOkResponse({ type: ConfirmationView })
  @Fails('revocation_unavailable', 'confirmation_state', 'confirmation_expired', 'fresh_login_required')
  async confirm(
    @CallerOf() caller: Caller,
    @OriginOf() origin: Origin,
    @IdParam() id: string,
  ): Promise<ConfirmationView> {
    mustBeFresh(claimsOf(caller), new Date());
    return confirmationView(await this.confirmations.confirm(caller, id, caller.sessionId, origin));
  }

  @Post(':id/refuse')
  @HttpCode(200)
  @Allow('transfers:write')
  @Sensitive()
  @ApiOperation({ summary: 'Say no to it' })
  @ApiOkResponse({ type: ConfirmationView })
  @Fails('revocation_unavailable', 'confirmation_state', 'confirmation_expired')
  async refuse(
    @CallerOf() caller: Caller,
    @OriginOf() origin: Origin,
    @IdParam() id: string,
  ): Promise<ConfirmationView> {
    return confirmationView(await this.confirmations.refuse(caller, id, origin));
  }
}
