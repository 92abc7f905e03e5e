-- Orders for wrk, each with a reference of its own.
local count = 0
local body = [[{"orderReferenceId":"bench-%d-%d","orderType":"order","currency":"USD","preventDuplicate":true,]] ..
  [["shippingAddress":{"country":"US","firstName":"John","lastName":"Doe","addressLine1":"123 Main St","city":"New York",]] ..
  [["postCode":"10001","state":"NY","email":"john.doe@example.com","phone":"1234567890"},"items":[{"itemReferenceId":]] ..
  [["item-123","productUid":"flat_product_pf_a4_pt_200-gsm-uncoated_cl_4-0_ct_none_prt_none_sft_none_set_none_hor",]] ..
  [["quantity":1,"files":[{"type":"default","url":"https://example.com/path/to/printfile.pdf"}]}]}]]
local round = os.time() * 1000 + math.random(1000)

wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["X-API-KEY"] = "test-key:test-secret"

request = function()
  count = count + 1
  return wrk.format(nil, nil, nil, body:format(round, count))
end

done = function(summary, latency, requests)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(("{\"requests\": %d, \"seconds\": %f, \"failed\": %d, \"refused\": %d, \"p50\": %f, \"p99\": %f}\n"):format(
    summary.requests, summary.duration / 1e6, failed, summary.errors.status,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
