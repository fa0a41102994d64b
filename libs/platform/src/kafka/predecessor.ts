import ConsumerGroup from 'kafkajs/src/consumer/consumerGroup.js';

interface Coordinator {
  describeGroups(of: { groupIds: string[] }): Promise<{ groups: { members: Member[] }[] }>;
  leaveGroup(of: { groupId: string; memberId: string }): Promise<unknown>;
}

interface Member {
  readonly memberId: string;
  readonly clientId: string;
}

interface Group {
  readonly groupId: string;
  readonly cluster: { findGroupCoordinator(of: { groupId: string }): Promise<Coordinator> };
  connect(): Promise<void>;
}

/** Group → the name under which this process is a member of it, and a killed one before it was. */
const names = new Map<string, string>();
let mended = false;

/**
 * Takes out of the group, before this process joins it, whom a killed process of the same name has left there. A broker
 * keeps the partitions of a dead member for the whole session timeout, also when it is back after a second; and
 * kafkajs 2.2.4, which has no later release, knows no static membership that would spare that.
 */
export function leaveForPredecessor(groupId: string, clientId: string): void {
  names.set(groupId, clientId);
  if (mended) return;
  mended = true;
  const group = ConsumerGroup.prototype as Group;
  const { connect } = group;
  group.connect = async function (this: Group): Promise<void> {
    await connect.call(this);
    // It only saves time: whatever is wrong here, the session of the dead ends by itself.
    await takeOut(this, names.get(this.groupId)).catch(() => {});
  };
}

async function takeOut({ cluster, groupId }: Group, name: string | undefined): Promise<void> {
  if (name === undefined) return;
  const coordinator = await cluster.findGroupCoordinator({ groupId });
  const { groups } = await coordinator.describeGroups({ groupIds: [groupId] });
  const left = groups.flatMap(({ members }) => members).filter(({ clientId }) => clientId === name);
  for (const { memberId } of left) await coordinator.leaveGroup({ groupId, memberId });
}
