import { Injectable } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import { AppConfig } from '../config.js';
import { PrismaClient } from './generated/client.js';

const POOL_SIZE = 20;

/** The database. Opened by the first query; closed by whoever made the application. */
@Injectable()
export class PrismaService extends PrismaClient {
  constructor(config: AppConfig) {
    super({ adapter: new PrismaPg({ connectionString: config.databaseUrl, max: POOL_SIZE }) });
  }
}
