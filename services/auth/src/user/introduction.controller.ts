import { timingSafeEqual } from 'node:crypto';
import { Controller, Get, Headers, Inject, Query } from '@nestjs/common';
import { ApiExcludeController, ApiProperty } from '@nestjs/swagger';
import { DomainError } from '@florin/kernel';
import { Allow } from '@florin/platform/auth';
import { Id, IdParam } from '@florin/platform/http';
import { CONFIG, type Config } from '../config.js';
import { UserService } from './user.service.js';

class BankQuery {
  @Id({ description: 'The bank that the person is a customer of.' })
  tenant_id: string;
}

/** A customer as another bank may know them. */
class IntroductionView {
  @ApiProperty({ type: String })
  customer_oid: string;

  @ApiProperty({ type: String })
  first_name: string;

  @ApiProperty({ type: String })
  last_name: string;

  @ApiProperty({ type: String })
  email: string;
}

/**
 * For the service that speaks with other banks, with the secret that it exchanges tokens with: at a registration nobody
 * is there in whose name it could ask. The gateway has no such route.
 */
@ApiExcludeController()
@Controller('internal/introductions')
export class IntroductionController {
  private readonly credentials: Buffer;

  constructor(
    private readonly users: UserService,
    @Inject(CONFIG) config: Config,
  ) {
    const pair = `bank-integration:${encodeURIComponent(config.EXCHANGE_CLIENT_SECRET)}`;
    this.credentials = Buffer.from(`Basic ${Buffer.from(pair).toString('base64')}`);
  }

  @Get(':id')
  @Allow('public')
  async show(
    @IdParam() id: string,
    @Query() { tenant_id }: BankQuery,
    @Headers('authorization') authorization: string | undefined,
  ): Promise<IntroductionView> {
    const shown = Buffer.from(authorization ?? '');
    const isOurs = shown.length === this.credentials.length && timingSafeEqual(shown, this.credentials);
    if (!isOurs) throw new DomainError('unauthenticated');
    const { customerOid, firstName, lastName, email } = await this.users.introduce(id, tenant_id.toLowerCase());
    return { customer_oid: customerOid, first_name: firstName, last_name: lastName, email };
  }
}
