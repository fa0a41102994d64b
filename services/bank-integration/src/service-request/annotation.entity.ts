import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('annotation')
@Index('annotation_request', ['requestId', 'id'])
export class AnnotationEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'annotation_pkey' })
  id: string;

  @Column('uuid', { name: 'tenant_id' })
  tenantId: string;

  @Column('uuid', { name: 'request_id' })
  requestId: string;

  @Column('uuid', { name: 'author_id' })
  authorId: string;

  @Column('text', { name: 'author_role' })
  authorRole: string;

  @Column('text')
  text: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;
}
