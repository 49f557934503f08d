/** All that the fake host answers, a group of the contract a file. A new operation without a handler here does not compile. */
import { fakeApprovalHandlers } from './fake-approvals.ts';
import { fakeClientHandlers } from './fake-clients.ts';
import { fakeEngineHandlers } from './fake-engine.ts';
import { fakeFileHandlers } from './fake-files.ts';
import { fakeHouseHandlers } from './fake-house.ts';
import { fakeImageHandlers } from './fake-images.ts';
import type { FakeHandlers, FakeInside } from './fake-inside.ts';
import { fakePackageHandlers } from './fake-packages.ts';
import { fakePolicyHandlers } from './fake-policy.ts';
import { fakeRecordHandlers } from './fake-records.ts';
import { fakeRunHandlers } from './fake-runs.ts';
import { fakeSessionHandlers } from './fake-sessions.ts';

export function fakeHandlers(host: FakeInside): FakeHandlers {
  return {
    ...fakeHouseHandlers(host),
    ...fakeApprovalHandlers(host),
    ...fakeRunHandlers(host),
    ...fakeSessionHandlers(host),
    ...fakePackageHandlers(host),
    ...fakeImageHandlers(host),
    ...fakeEngineHandlers(host),
    ...fakeFileHandlers(host),
    ...fakeRecordHandlers(host),
    ...fakeClientHandlers(host),
    ...fakePolicyHandlers(host),
  };
}
