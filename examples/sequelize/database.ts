/** A connection that is opened by its first query. PostgreSQL itself is in this process, for the example alone: `start` in main.ts. */
import { Sequelize } from 'sequelize'

export const port = Number(process.env['DATABASE_PORT'] ?? 54_329)
export const sequelize = new Sequelize('postgres', 'postgres', '', {
  dialect: 'postgres',
  host: '127.0.0.1',
  port,
  logging: false,
  pool: { max: 1 },
})
